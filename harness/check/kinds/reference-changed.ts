import * as z from 'zod';
import { safeText, shorten } from '../../text/plain-text.ts';
import { imagesLines } from '../shown/check-image-text.ts';
import { LONGEST } from '../shown/check-proof-text.ts';
import type { ChangeKind } from './change-kind.ts';
import { changeSchema } from './change-schema.ts';

/** With everything granted another image is built. */
export const referenceChange = changeSchema('reference-changed', {
  /** What differs; null where only the digests of the images are at hand. */
  differences: z.array(z.string()).readonly().nullable(),
});

/** With everything granted another image is built. */
export type ReferenceChanged = z.output<typeof referenceChange>;

/** The image that counts as right is another one, which no capability decides. */
export const referenceChanged: ChangeKind<ReferenceChanged> = {
  schema: referenceChange,
  finding: {
    name: 'reference-changed',
    severity: 'warning',
    title: 'Different reference image',
    meaning: 'Even with everything granted, the build makes a different image than when it was locked.',
    help: 'Base images, the context or the builder changed the image. No capability set changes that.',
    security: 'medium',
    steps: [
      'Look at the differences in the report. They come from base images, the context or the builder.',
      'To see them where only digests are known, add `--prior` with the directory of the locked run.',
      'If the new image is right, run `kaniko-caps update --record RUN`.',
    ],
  },
  words: 'builds a different image even with everything granted',
  sentence: (subject, isOne) =>
    `${subject} ${isOne ? 'builds' : 'build'} a different image even with everything granted; no capability set changes that`,
  advice: () => [],
  lines: ({ differences }) => (differences ?? []).map((text) => safeText(shorten(text, LONGEST))),
  effect: ({ failOnReferenceChange }) => (failOnReferenceChange ? 'fails' : 'told'),
  isCoveredBy: (_, { accepts }) => accepts === 'reference-changed',
  update: () => ({ kind: 'renew' }),
  subject: () => '',
  trials: () => [],
  capabilities: () => [],
  isToldTogether: true,
  together: imagesLines,
  couldBeSeen: ({ image }) => image.kind === 'same',
};
