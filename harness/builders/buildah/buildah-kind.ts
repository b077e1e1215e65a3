import type { ImageSummary } from '../../engine/port.ts';
import { askBuilder } from '../ask-builder.ts';
import type { BuilderKind } from '../builder-kind.ts';
import { buildahBuilder } from './buildah.ts';

/** Says which version of Buildah an image holds. */
const VERSION_LABEL = 'kaniko-caps.buildah-version';

/** How long Buildah may take to tell its flags. */
const ANSWER_DEADLINE_MS = 30_000;

/** Buildah, as `scripts/images/buildah` makes it from Debian's packages. */
export const buildahKind: BuilderKind = {
  name: 'buildah',
  title: 'Buildah',
  imageNames: ['kaniko-caps/buildah'],
  currentImage: null,
  wayOut: 'make the stand-in with scripts/images/buildah',
  isIn: (image) => versionIn(image) !== undefined,
  openImage: async (engine, image, reference) =>
    buildahBuilder({
      identity: {
        kind: 'buildah',
        reference,
        version: versionIn(image) ?? 'unknown',
        repository: null,
        imageDigest: image.id,
        binarySha256: null,
      },
      image: image.id,
      ask: (command) => askBuilder(engine, reference, { image: image.id, command, deadlineMs: ANSWER_DEADLINE_MS }),
    }),
  openBinary: null,
  standIn: 'buildah is a stand-in and not Kaniko: what it needs says nothing about Kaniko',
};

function versionIn({ labels }: ImageSummary): string | undefined {
  return labels[VERSION_LABEL];
}
