import type { Engine } from '../../engine/port.ts';
import { messageOf } from '../../errors.ts';

/** An image that tests need: what it may be called, and how to get one. */
interface TestImage {
  readonly references: readonly string[];
  readonly wayOut: string;
}

const TEST_IMAGES = {
  busybox: { references: ['busybox:stable'], wayOut: 'Pull it, or make it with scripts/images/busybox.' },
  auxiliary: {
    references: ['kaniko-caps/auxiliary:1', 'registry:2'],
    wayOut: 'Pull registry:2, or make one with scripts/images/auxiliary.',
  },
  buildah: { references: ['kaniko-caps/buildah:2'], wayOut: 'Make it with scripts/images/buildah.' },
  fileCapabilities: {
    references: ['kaniko-caps-base/file-capabilities:1'],
    wayOut: 'Make it with scripts/images/file-capabilities.',
  },
} as const satisfies Readonly<Record<string, TestImage>>;

/** The images that tests know by name. */
export type TestImageName = keyof typeof TEST_IMAGES;

/** What the engine calls an image; undefined if it does not have it. */
export async function findTestImage(engine: Engine, name: TestImageName): Promise<string | undefined> {
  for (const reference of TEST_IMAGES[name].references) {
    if ((await engine.images.find(reference)) !== undefined) return reference;
  }
  return undefined;
}

/** Why an engine cannot be tested with: it cannot be opened, or lacks an image; undefined if it can. */
export async function whyNotWith(
  open: () => Promise<Engine>,
  images: readonly TestImageName[],
): Promise<string | undefined> {
  try {
    const engine = await open();
    try {
      for (const name of images) {
        if ((await findTestImage(engine, name)) === undefined) return missingImageText(name);
      }
      return undefined;
    } finally {
      await engine.close();
    }
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** Says that an image is missing, and how to get it. */
export function missingImageText(name: TestImageName): string {
  const { references, wayOut } = TEST_IMAGES[name];
  return `the engine has no image ${references.join(' or ')}. ${wayOut}`;
}
