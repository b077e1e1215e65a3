import type { DifferenceField } from '../../vocabulary/difference.ts';

/** What a difference amounts to, the most telling first: in this order differences are reported. */
export const GRAVITIES = [
  'false-deletion',
  'lost-privilege',
  'missing',
  // Mostly a parent of something else that is missing: layers name the directories on the way to a change.
  'missing-directory',
  'other-kind',
  'access',
  'attribute',
  'surplus',
  'configuration',
  'layers',
  'content',
] as const;

/** One of `GRAVITIES`. */
export type Gravity = (typeof GRAVITIES)[number];

/** A difference at a known place. */
export interface WeighedDifference {
  readonly gravity: Gravity;
  readonly field: DifferenceField;
  readonly attribute?: string;
  readonly text: string;
}
