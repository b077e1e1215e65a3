/** How sure a failure is to be, and what is known of failures by chance. */
export interface FailureInDoubt {
  /** How often a build with a set that suffices fails all the same. */
  readonly falseFailureRate: number;
  /** The tolerated probability that the set suffices although it failed so often. */
  readonly tolerated: number;
  /** How probable it is, before its trials, that the set suffices. */
  readonly prior: number;
}

/**
 * How many failures in a row show that a set fails, none of them by chance: the sequential test of Wald for errors on one side
 * only, for a pass by chance would have to hit the reference image.
 */
export function confirmationsNeeded({ falseFailureRate, tolerated, prior }: FailureInDoubt): number {
  const oddsTolerated = tolerated / (1 - tolerated);
  const oddsBefore = prior / (1 - prior);
  if (oddsBefore <= oddsTolerated || falseFailureRate <= 0) return 1;
  return Math.max(1, Math.ceil(Math.log(oddsTolerated / oddsBefore) / Math.log(falseFailureRate)));
}

/**
 * The rate of failures by chance, given how many there were in how many trials of sets that suffice. Half a failure in one
 * trial more is assumed (the prior of Jeffreys): none in three builds tells little and gives 12.5 %, which calls for repeats,
 * while a corpus of a thousand trials outweighs it. A rate of nothing would take every failure at its word, and the bound that
 * three clean builds allow with 95 % (63 %) would never stop repeating.
 */
export function falseFailureRate(count: number, trials: number): number {
  return (count + 0.5) / (trials + 1);
}
