import { z } from 'zod';
import { safeText, shorten } from '../../text/plain-text.ts';
import { imagesLines } from '../check-image-text.ts';
import { LONGEST } from '../check-proof-text.ts';
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
    title: 'Other image',
    meaning: 'With everything granted, the build makes another image than when it was locked.',
    help: 'Base images, the context or the builder make another image; that it needs the same is no proof that it is the same.',
  },
  words: 'builds another image with everything granted',
  sentence: (subject) => `With everything granted another image is built, which no capability decides, in ${subject}`,
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
