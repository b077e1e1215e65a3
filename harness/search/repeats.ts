import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  isSubset,
  singletons,
  union,
} from '../capabilities/capability-set.ts';
import { largestOf } from '../capabilities/cube.ts';
import type { CubeCover } from './cubes/cube-cover.ts';
import { cubeRepeats, type Repeats, repeatsOf } from './cubes/next-sets.ts';
import type { Ledger } from './ledger/ledger.ts';

/** How many agreeing failures a set above a passing one needs before the pair counts as a witness against monotony. */
const FAILS_OF_WITNESS = 3;
/** How many passes the smaller set of such a pair needs. */
const PASSES_OF_WITNESS = 2;
/** How many failures refute a prediction. */
const FAILS_OF_SURPRISE = 2;

/**
 * The sets whose failure the certificate rests on and that failed fewer than `confirm` times, once for each trial that is
 * still due. A failing set whose every upper neighbour passes belongs to any certificate, so that its repeats may fill idle
 * slots before the ledger is complete. All repeats go to the set itself, or to others of its cube: a failure below it does not
 * show that it fails.
 */
export function confirmationsDue(
  ledger: Ledger,
  confirm: number,
  inFlight: readonly CapabilitySet[] = [],
  seed = 0,
): CapabilitySet[] {
  if (ledger.cover?.complete === true) return cubeConfirmations(ledger, ledger.cover, { confirm, seed }, inFlight);
  const border = ledger.failing.filter((set) => ledger.complete || isMaximal(ledger, set));
  const untried = ledger.complete ? untriedMinimalSets(ledger, inFlight) : [];
  return [...untried, ...border.flatMap((set) => borderRepeats(ledger, set, { confirm, seed }, inFlight))];
}

/** The repeats of a failing border set. Where it is the largest of a cube, other sets of the cube are drawn, and test the rule, too. */
function borderRepeats(
  { universe, cover, countsOf }: Ledger,
  set: CapabilitySet,
  repeats: Repeats,
  inFlight: readonly CapabilitySet[],
): CapabilitySet[] {
  const cube = cover?.cubes.find((one) => one.outcome === 'fail' && largestOf(one, universe) === set);
  if (cover === undefined || cube === undefined) return repeat(set, repeats.confirm - countsOf(set).fails, inFlight);
  return repeatsOf(cover, cube, repeats, inFlight);
}

/** What a proof by cubes still needs: repeats of its cubes, and a trial of each minimal set itself. */
function cubeConfirmations(
  ledger: Ledger,
  cover: CubeCover,
  repeats: Repeats,
  inFlight: readonly CapabilitySet[],
): CapabilitySet[] {
  const due = cubeRepeats(cover, repeats, inFlight);
  return [...due, ...untriedMinimalSets(ledger, [...inFlight, ...due])];
}

/** Minimal sets that only cubes show to pass: people use them, so that each is tried itself. */
function untriedMinimalSets({ facts, passing }: Ledger, inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const tried = new Set([...facts.map(({ set }) => set), ...inFlight]);
  return passing.filter((set) => !tried.has(set));
}

/**
 * The sets to try again at once because their failure is a surprise, once for each trial that is due: a set above one that
 * passed, together with the one that passed; a set that holds a guess which nothing else refutes; and the core of a finished
 * row, which would suffice if there were one minimal set only.
 */
export function retriesDue(
  ledger: Ledger,
  guesses: readonly CapabilitySet[],
  inFlight: readonly CapabilitySet[] = [],
): CapabilitySet[] {
  const passing = ledger.conflicts.map((conflict) => conflict.passing);
  const failing = ledger.conflicts.map((conflict) => conflict.failing);
  // What cubes decide is no surprise any more: their own repeats test it.
  if (ledger.cover?.complete === true) return [];
  const unexpected = ledger.failing.filter((set) => isSurprising(ledger, set, guesses));
  return [
    ...distinct(failing).flatMap((set) => repeat(set, FAILS_OF_WITNESS - ledger.countsOf(set).fails, inFlight)),
    ...distinct(passing).flatMap((set) => repeat(set, PASSES_OF_WITNESS - ledger.countsOf(set).passes, inFlight)),
    ...unexpected.flatMap((set) => repeat(set, FAILS_OF_SURPRISE - ledger.countsOf(set).fails, inFlight)),
  ];
}

function isSurprising(ledger: Ledger, set: CapabilitySet, guesses: readonly CapabilitySet[]): boolean {
  if (set === coreOfFinishedRow(ledger)) return true;
  // A failure inside the refuting one is no longer among the largest, so every observation counts here.
  const refuted = (guess: CapabilitySet): boolean =>
    ledger.facts.some(
      (fact) => fact.set !== set && isSubset(guess, fact.set) && failsFor(ledger, fact.set, FAILS_OF_SURPRISE),
    );
  return guesses.some((guess) => isSubset(guess, set) && !refuted(guess));
}

function failsFor(ledger: Ledger, set: CapabilitySet, times: number): boolean {
  const { passes, fails } = ledger.countsOf(set);
  return passes === 0 && fails >= times;
}

/** The capabilities whose loss fails the build, once that is known of every one. */
function coreOfFinishedRow(ledger: Ledger): CapabilitySet | undefined {
  let core = EMPTY_SET;
  for (const single of singletons(ledger.universe)) {
    const { status } = ledger.statusOf(difference(ledger.universe, single));
    if (status === 'unknown') return undefined;
    if (status === 'fail') core = union(core, single);
  }
  return core;
}

function isMaximal(ledger: Ledger, failing: CapabilitySet): boolean {
  return singletons(difference(ledger.universe, failing)).every(
    (single) => ledger.statusOf(union(failing, single)).status === 'pass',
  );
}

function repeat(set: CapabilitySet, due: number, inFlight: readonly CapabilitySet[]): CapabilitySet[] {
  const running = inFlight.filter((other) => other === set).length;
  return new Array<CapabilitySet>(Math.max(0, due - running)).fill(set);
}

function distinct(sets: readonly CapabilitySet[]): CapabilitySet[] {
  return [...new Set(sets)];
}
