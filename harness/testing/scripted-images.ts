import type { ImageStore, ImageSummary } from '../engine/port.ts';
import type { ScriptedWorld } from './scripted-engine.ts';

/** The images of a scripted engine; what is asked of them is noted in `calls`. */
export function scriptedImages(images: Map<string, ImageSummary>, world: ScriptedWorld, calls: string[]): ImageStore {
  return {
    find: async (reference) => images.get(reference),
    matching: async (pattern) => {
      const expression = new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`);
      return [...images.keys()].filter((reference) => expression.test(reference)).sort();
    },
    pull: async (reference) => {
      calls.push(`pull ${reference}`);
      const image = world.remoteImages?.[reference];
      if (image === undefined) return { kind: 'failed', message: `there is no ${reference}` };
      images.set(reference, image);
      return { kind: 'done', digest: image.repoDigest };
    },
    push: async (reference, destination) => {
      calls.push(`push ${reference} ${destination}`);
      if (!images.has(reference)) return { kind: 'failed', message: `there is no ${reference}` };
      return (
        world.push?.(reference, destination) ?? { kind: 'done', digest: images.get(reference)?.repoDigest ?? null }
      );
    },
    importRootFilesystem: async (tar, { reference, labels = {}, entrypoint = [], environment = {} }) => {
      calls.push(`import ${reference}`);
      for await (const _ of tar);
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      images.set(reference, scriptedImage({ id: reference, labels, entrypoint, environment: variables }));
    },
  };
}

/** An image with nothing special about it. */
export function scriptedImage(changes: Partial<ImageSummary> = {}): ImageSummary {
  return {
    id: `sha256:${'1'.repeat(64)}`,
    repoDigest: `sha256:${'2'.repeat(64)}`,
    architecture: 'amd64',
    labels: {},
    entrypoint: [],
    environment: [],
    ...changes,
  };
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
