import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  formatSet,
  isSubset,
  singletons,
  union,
} from '../../capabilities/capability-set.ts';
import { askedIn, type Cube, contains, holds, meet } from '../../capabilities/cube.ts';
import type { Fact } from '../ledger/fact.ts';
import type { DecidedCube } from './cube-cover.ts';

/** What a proof by cubes claims. */
export interface CoverClaim {
  readonly universe: CapabilitySet;
  readonly cubes: readonly Pick<DecidedCube, 'granted' | 'withheld' | 'outcome' | 'trials'>[];
  readonly minimalSets: readonly CapabilitySet[];
  readonly exceptions: readonly Cube[];
}

/**
 * Verifies a proof by cubes from the facts alone, sharing nothing with the search that found it. Each cube must rest on enough
 * trials of its sets, which were asked about nothing but what tells the cube from others; the cubes must hold every set of the
 * universe and agree where they meet; and the minimal sets and exceptions must be what they say. Gives all that is wrong.
 */
export function checkCover(
  claim: CoverClaim,
  facts: readonly Fact[],
  { confirm }: { readonly confirm: number },
): string[] {
  return [
    ...claim.cubes.flatMap((cube) => checkSupport(cube, facts, { universe: claim.universe, confirm })),
    ...checkCovering(claim),
    ...checkAgreement(claim.cubes),
    ...checkFacts(claim.cubes, facts),
    ...checkMinimal(claim, facts),
    ...checkExceptions(claim),
  ];
}

type ClaimedCube = CoverClaim['cubes'][number];

function checkSupport(
  cube: ClaimedCube,
  facts: readonly Fact[],
  { universe, confirm }: { readonly universe: CapabilitySet; readonly confirm: number },
): string[] {
  const named = facts.filter(({ trial }) => cube.trials.includes(trial));
  const wrong = named.filter(({ set, outcome }) => !holds(cube, set) || outcome !== cube.outcome);
  const told = askedIn(cube);
  const watched = named.filter(({ asked }) => asked !== undefined);
  const narrow = watched.filter(({ asked = told }) => isSubset(asked, told));
  // What only some trials were asked about, each of them holding it, the overlay filesystem asked for its mounter.
  const notMounted = watched.filter(({ set, asked = told }) => {
    const besides = difference(asked, told);
    return !narrow.some((other) => isSubset(besides, difference(set, other.set)));
  });
  const needed = cube.outcome === 'fail' ? confirm : 1;
  const different = new Set(named.map(({ set }) => set)).size;
  const hasOthers = told !== universe;
  return [
    ...notMounted.map(({ trial }) => `Trial ${trial} was asked about more than ${words(cube)} tells`),
    ...(narrow.length > 0 ? [] : [`No watched trial shows ${words(cube)}`]),
    ...(hasOthers && different < 2 ? [`Only one set of ${words(cube)} was tried`] : []),
    ...wrong.map(({ trial }) => `Trial ${trial} does not show that ${words(cube)} ${cube.outcome}`),
    ...(named.length >= needed ? [] : [`${words(cube)}: ${named.length} of the ${needed} trials needed`]),
  ];
}

function checkCovering({ cubes }: CoverClaim): string[] {
  const missing = uncovered({ granted: EMPTY_SET, withheld: EMPTY_SET }, cubes);
  return missing === undefined ? [] : [`Nothing decides ${words(missing)}`];
}

/** A part of the cube that none of the others holds; undefined if together they hold all of it. */
function uncovered(cube: Cube, others: readonly Cube[]): Cube | undefined {
  const meeting = others.filter((other) => meet(cube, other) !== undefined);
  if (meeting.some((other) => contains(other, cube))) {
    return undefined;
  }
  const [other] = meeting;
  if (other === undefined) return cube;
  const open = difference(askedIn(other), askedIn(cube));
  const [single] = singletons(open);
  if (single === undefined) return undefined;
  return (
    uncovered({ ...cube, granted: union(cube.granted, single) }, meeting) ??
    uncovered({ ...cube, withheld: union(cube.withheld, single) }, meeting)
  );
}

function checkAgreement(cubes: readonly ClaimedCube[]): string[] {
  const passing = cubes.filter(({ outcome }) => outcome === 'pass');
  const failing = cubes.filter(({ outcome }) => outcome === 'fail');
  return passing.flatMap((pass) =>
    failing
      .filter((fail) => meet(pass, fail) !== undefined)
      .map((fail) => `${words(pass)} passes and ${words(fail)} fails, but they share sets`),
  );
}

/** No trial may contradict a cube that holds its set; where the set also passed, its failures are chance. */
function checkFacts(cubes: readonly ClaimedCube[], facts: readonly Fact[]): string[] {
  return facts.flatMap(({ set, outcome, trial }) => {
    if (outcome === 'fail' && facts.some((other) => other.set === set && other.outcome === 'pass')) return [];
    return cubes
      .filter((cube) => holds(cube, set) && cube.outcome !== outcome)
      .map((cube) => `Trial ${trial} of ${formatSet(set)} contradicts ${words(cube)}`);
  });
}

function checkMinimal({ cubes, minimalSets }: CoverClaim, facts: readonly Fact[]): string[] {
  const smallest = cubes.filter(({ outcome }) => outcome === 'pass').map(({ granted }) => granted);
  const unfounded = minimalSets.filter((set) => !smallest.includes(set));
  const notMinimal = minimalSets.filter((set) => smallest.some((other) => other !== set && isSubset(other, set)));
  const missing = smallest.filter((set) => !minimalSets.some((minimal) => isSubset(minimal, set)));
  const untried = minimalSets.filter((set) => !facts.some((fact) => fact.set === set && fact.outcome === 'pass'));
  return [
    ...unfounded.map((set) => `${formatSet(set)} is the smallest set of no passing cube`),
    ...notMinimal.map((set) => `${formatSet(set)} is not minimal`),
    ...missing.map((set) => `${formatSet(set)} passes and holds no minimal set`),
    ...untried.map((set) => `No trial passed with ${formatSet(set)}`),
  ];
}

function checkExceptions({ cubes, minimalSets, exceptions }: CoverClaim): string[] {
  const failing = cubes.filter(({ outcome }) => outcome === 'fail');
  const above = minimalSets.map((granted) => ({ granted, withheld: EMPTY_SET }));
  const unnamed = failing.flatMap((cube) =>
    above.flatMap((minimal) => {
      const both = meet(cube, minimal);
      return both === undefined || uncovered(both, exceptions) === undefined ? [] : [both];
    }),
  );
  const wrong = exceptions.filter(
    (exception) =>
      uncovered(exception, failing) !== undefined ||
      !minimalSets.some((minimal) => isSubset(minimal, exception.granted)),
  );
  return [
    ...unnamed.map((cube) => `${words(cube)} fails above a minimal set, and no exception says so`),
    ...wrong.map((cube) => `The exception ${words(cube)} is not shown`),
  ];
}

function words({ granted, withheld }: Cube): string {
  return `[with ${formatSet(granted)}, without ${formatSet(withheld)}]`;
}
