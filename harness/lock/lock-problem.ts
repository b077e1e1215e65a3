/** What is wrong with a lock file that has the right shape. */
export interface LockProblem {
  readonly field: readonly PropertyKey[];
  readonly what: string;
  /** The way out, where it is another than to mend the field. */
  readonly hint?: string | undefined;
}
