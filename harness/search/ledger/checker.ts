import { type CapabilitySet, difference, formatSet, isSubset } from '../../capabilities/capability-set.ts';
import type { Borders } from './certificate.ts';
import type { Fact } from './fact.ts';
import { minimalTransversals } from './transversals.ts';

/** Whether the facts prove the borders, and if not, all that is missing or wrong. */
export type CheckResult =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly problems: readonly CertificateProblem[] };

/** One reason why a certificate does not hold. */
export interface CertificateProblem {
  readonly code: ProblemCode;
  /** The reason with the sets and trials concerned. */
  readonly text: string;
}

/** What kind of reason it is. */
export type ProblemCode =
  | 'OUTSIDE_UNIVERSE'
  /** A border holds two sets of which one contains the other. */
  | 'NOT_AN_ANTICHAIN'
  /** A set that some minimal set and some failing set both decide, or that none decides. */
  | 'NOT_DUAL'
  | 'PASS_NOT_OBSERVED'
  | 'FAIL_NOT_CONFIRMED'
  /** A minimal set also failed. */
  | 'FLAKY'
  /** An observation contradicts what the borders imply. */
  | 'CONTRADICTED';

/** What one set showed, with all trials of each outcome. */
interface Observed {
  readonly set: CapabilitySet;
  readonly passes: readonly string[];
  readonly fails: readonly string[];
}

/**
 * Verifies borders from the facts alone, sharing nothing with the search that found them. Each minimal set must have been seen
 * to pass, each maximal failing set to fail `confirm` times, and together they must decide every subset of the universe.
 */
export function checkCertificate(
  borders: Borders,
  facts: readonly Fact[],
  { confirm }: { readonly confirm: number },
): CheckResult {
  const observed = observations(facts);
  const problems = [
    ...checkShape(borders),
    ...checkDuality(borders),
    ...borders.minimalSets.flatMap((set) => checkPassing(observedOf(observed, set))),
    ...borders.maximalFailingSets.flatMap((set) => checkFailing(observedOf(observed, set), confirm)),
    ...checkContradictions(borders, observed),
  ];
  return problems.length === 0 ? { accepted: true } : { accepted: false, problems };
}

function observations(facts: readonly Fact[]): Map<CapabilitySet, Observed> {
  const sets = [...new Set(facts.map((fact) => fact.set))];
  const trialsOf = (set: CapabilitySet, outcome: Fact['outcome']): string[] =>
    facts.filter((fact) => fact.set === set && fact.outcome === outcome).map((fact) => fact.trial);
  return new Map(sets.map((set) => [set, { set, passes: trialsOf(set, 'pass'), fails: trialsOf(set, 'fail') }]));
}

function observedOf(observed: ReadonlyMap<CapabilitySet, Observed>, set: CapabilitySet): Observed {
  return observed.get(set) ?? { set, passes: [], fails: [] };
}

function checkShape({ universe, minimalSets, maximalFailingSets }: Borders): CertificateProblem[] {
  const outside = [...minimalSets, ...maximalFailingSets].filter((set) => !isSubset(set, universe));
  const comparable = [minimalSets, maximalFailingSets].flatMap((border) =>
    border.flatMap((set, index) =>
      border.filter((other, place) => place !== index && isSubset(other, set)).map((other) => ({ set, other })),
    ),
  );
  return [
    ...outside.map((set) => problem('OUTSIDE_UNIVERSE', `${formatSet(set)} is not in the universe`)),
    ...comparable.map(({ set, other }) =>
      problem('NOT_AN_ANTICHAIN', `${formatSet(set)} contains ${formatSet(other)} of the same list`),
    ),
  ];
}

/** The failing sets must be the complements of the minimal transversals of the passing ones: then nothing stays undecided. */
function checkDuality({ universe, minimalSets, maximalFailingSets }: Borders): CertificateProblem[] {
  const implied = minimalTransversals(minimalSets).map((transversal) => difference(universe, transversal));
  const missing = implied.filter((set) => !maximalFailingSets.includes(set));
  const unfounded = maximalFailingSets.filter((set) => !implied.includes(set));
  return [
    ...missing.map((set) => problem('NOT_DUAL', `Nothing shows that ${formatSet(set)} fails`)),
    ...unfounded.map((set) =>
      problem('NOT_DUAL', `${formatSet(set)} is not a largest set without a minimal set in it`),
    ),
  ];
}

function checkPassing({ set, passes, fails }: Observed): CertificateProblem[] {
  if (passes.length === 0) return [problem('PASS_NOT_OBSERVED', `No trial passed with ${formatSet(set)}`)];
  if (fails.length === 0) return [];
  return [problem('FLAKY', `${formatSet(set)} passed in ${list(passes)} and failed in ${list(fails)}`)];
}

function checkFailing({ set, fails }: Observed, confirm: number): CertificateProblem[] {
  if (fails.length >= confirm) return [];
  const text = `${formatSet(set)} failed in ${fails.length} of the ${confirm} trials needed`;
  return [problem('FAIL_NOT_CONFIRMED', text)];
}

function checkContradictions(
  { minimalSets, maximalFailingSets }: Borders,
  observed: ReadonlyMap<CapabilitySet, Observed>,
): CertificateProblem[] {
  return [...observed.values()].flatMap(({ set, passes, fails }) => {
    if (passes.length > 0) {
      const above = maximalFailingSets.find((failing) => isSubset(set, failing));
      if (above === undefined) return [];
      const { fails: failsAbove } = observedOf(observed, above);
      const text = `${formatSet(set)} passed in ${list(passes)} although ${formatSet(above)} fails (${list(failsAbove)})`;
      return [problem('CONTRADICTED', text)];
    }
    const below = fails.length > 0 ? minimalSets.find((minimal) => isSubset(minimal, set)) : undefined;
    if (below === undefined) return [];
    const { passes: passesBelow } = observedOf(observed, below);
    const text = `${formatSet(set)} failed in ${list(fails)} although ${formatSet(below)} passes (${list(passesBelow)})`;
    return [problem('CONTRADICTED', text)];
  });
}

function problem(code: ProblemCode, text: string): CertificateProblem {
  return { code, text };
}

function list(trials: readonly string[]): string {
  return trials.length === 0 ? 'no trial' : trials.join(', ');
}
