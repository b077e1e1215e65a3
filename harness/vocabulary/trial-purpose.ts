import * as z from 'zod';

/** What a trial is run for. */
export const trialPurpose = z.enum([
  /** A build with the whole universe that leaves the cache from which others start: no answer rests on it. */
  'fill',
  /** A build with the whole universe. */
  'reference',
  /** A set that nothing decides yet. */
  'search',
  /** A surprising outcome, or one of a trial that did not end, tried again. */
  'retry',
  /** A failure that the certificate rests on, tried again. */
  'confirmation',
  /** A difference in content that may be chance, built again. */
  'challenge',
  /** A set whose verdict is implied. */
  'audit',
  /** A minimal set under a variation, or what such a trial is judged by; a search that follows has the purposes above. */
  'variation',
  /** One of all subsets, or the one set that was asked about. */
  'asked',
]);

/** What a trial is run for. */
export type TrialPurpose = z.output<typeof trialPurpose>;
