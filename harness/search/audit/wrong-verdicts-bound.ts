/** What a sample of verdicts showed. */
export interface AuditedSample {
  /** How many verdicts there are. */
  readonly population: number;
  /** How many of them were drawn uniformly, without replacement, and tried. */
  readonly tried: number;
  /** How many of those turned out wrong. */
  readonly disagreed: number;
  /** How sure the bound is to hold, as a probability. */
  readonly confidence: number;
}

/**
 * The most wrong verdicts that the population may hold: with one more, so few disagreements would be less probable than
 * 1 - `confidence`. Exact, from the hypergeometric distribution.
 */
export function atMostWrong({ population, tried, disagreed, confidence }: AuditedSample): number {
  // Equality counts as plausible, and rounding must not hide it.
  const improbable = (1 - confidence) * (1 - 1e-9);
  const isPlausible = (wrong: number): boolean =>
    probabilityOfAtMost(disagreed, { population, tried, wrong }) >= improbable;
  let plausible = disagreed;
  let excluded = population - (tried - disagreed) + 1;
  while (excluded - plausible > 1) {
    const middle = Math.floor((plausible + excluded) / 2);
    if (isPlausible(middle)) plausible = middle;
    else excluded = middle;
  }
  return plausible;
}

interface Urn {
  readonly population: number;
  readonly tried: number;
  readonly wrong: number;
}

/** How probable it is to draw `most` wrong verdicts or fewer. */
function probabilityOfAtMost(most: number, { population, tried, wrong }: Urn): number {
  const right = population - wrong;
  const fewest = Math.max(0, tried - right);
  let logarithm = logarithmOfFewest({ population, tried, wrong }, fewest);
  let sum = 0;
  for (let drawn = fewest; drawn <= Math.min(most, wrong, tried); drawn += 1) {
    sum += Math.exp(logarithm);
    logarithm += Math.log((wrong - drawn) * (tried - drawn)) - Math.log((drawn + 1) * (right - tried + drawn + 1));
  }
  return sum;
}

/**
 * The logarithm of the probability of the fewest wrong verdicts that can be drawn: of none, or, where more are drawn than are
 * right, of all that are right. A sum over the sample keeps its precision in populations where factorials lose theirs.
 */
function logarithmOfFewest({ population, tried, wrong }: Urn, fewest: number): number {
  const [among, drawn] = fewest === 0 ? [population - wrong, tried] : [tried, population - wrong];
  let logarithm = 0;
  for (let index = 0; index < drawn; index += 1) logarithm += Math.log((among - index) / (population - index));
  return logarithm;
}
