import * as z from 'zod';
import { variation } from './variation.ts';

/** How thorough a run is to be. */
export const runPolicy = z.object({
  /** How many agreeing trials a border failure needs at least. */
  confirm: z.number(),
  /** The tolerated probability that the finding of a case is wrong by chance is 1 less this. */
  confidence: z.number(),
  /**
   * How many builds in a row have to end alike before another end counts as excluded: failures with everything granted, before a case
   * counts as one that does not build, and builds of a minimal set that may have been lucky. Absent in earlier runs, which took two
   * failures for enough and looked for no luck.
   */
  buildsThatExclude: z.number().exactOptional(),
  /** How many sets with an implied verdict are drawn for each audited answer; null for no audit. */
  audit: z.number().nullable(),
  /** The part of the time of all trials of a case that its audit may take, from 0 to 1. */
  auditShare: z.number(),
  /** Decides between equally good questions, and which sets an audit draws. */
  seed: z.number(),
  /** How many trials the run may take; null for no limit. */
  maxTrials: z.number().nullable(),
  /** How long the run may take; null for no limit. */
  maxTimeMs: z.number().nullable(),
  /** The variations of the configuration under which minimal sets are tried besides. */
  variations: z.array(variation).readonly(),
});

/** How thorough a run is to be. */
export type RunPolicy = z.output<typeof runPolicy>;
