/** All trials of the cases of a page, for its script. */
export interface PackedTrials {
  /** Names of capabilities by their numbers in the kernel. */
  readonly names: readonly string[];
  /** Each text of a trial once. */
  readonly texts: readonly string[];
  /** The trials of each case. */
  readonly cases: readonly (readonly PackedTrial[])[];
}

/** Id, mask of the set, CapBnd; then, as positions in the texts, verdict, purpose, duration and what it showed. */
export type PackedTrial = readonly [string, string, string, ...number[]];
