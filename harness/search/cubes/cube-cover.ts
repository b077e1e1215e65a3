import { type CapabilitySet, sizeOf } from '../../capabilities/capability-set.ts';
import { askedIn, type Cube, cubeOf, holds, withoutContained } from '../../capabilities/cube.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import type { Fact } from '../ledger/fact.ts';
import type { Classes } from './classes.ts';
import { hiddenChannels } from './hidden-channels.ts';
import { type WitnessedFacts, witnessedFacts } from './witnessed-facts.ts';

/** A cube that trials decide. */
export interface DecidedCube extends Cube {
  readonly outcome: Outcome;
  /** The trials that show it: each had a set of the cube, and in none was the kernel asked about anything else. */
  readonly trials: readonly string[];
  /** The sets of these trials. */
  readonly sets: readonly CapabilitySet[];
}

/** What witnessed trials say of every set of a universe. Nothing is assumed of larger and smaller sets. */
export interface CubeCover {
  readonly universe: CapabilitySet;
  /** The capabilities that the kernel was asked about in any trial. */
  readonly relevant: CapabilitySet;
  /** Capabilities that decide although no trial shows that the kernel was asked about them. They count as asked. */
  readonly hidden: CapabilitySet;
  /** What the trials decide; none of them lies in another one. */
  readonly cubes: readonly DecidedCube[];
  readonly classes: Classes;
  /** What is known of each class, at its number. */
  readonly statuses: readonly CubeStatus[];
  /** How many sets of the universe are decided. */
  readonly decided: number;
  /** Whether every set is. */
  readonly complete: boolean;
  statusOf(set: CapabilitySet): CubeStatus;
  /** The cubes that the set belongs to. */
  cubesWith(set: CapabilitySet): DecidedCube[];
}

/** What cubes say of a set: they decide it, no trial does, or trials contradict each other. */
export type CubeStatus = Outcome | 'open' | 'contradiction';

/** A build in which more capabilities decide without being asked about reads all of them: no trial of it decides another set. */
const MOST_HIDDEN = 2;

/** What the facts decide by what the kernel was asked about; undefined where no fact tells that, or too much was asked about. */
export function coverOf(universe: CapabilitySet, facts: readonly Fact[]): CubeCover | undefined {
  const hidden = hiddenChannels(facts);
  if (sizeOf(hidden) > MOST_HIDDEN) return undefined;
  const witnessed = witnessedFacts(facts, hidden);
  if (witnessed === undefined) return undefined;
  const { classes } = witnessed;
  const { relevant } = classes;
  const numbers = facts.map(({ set }) => classes.numberOf(set));
  const cubes = OUTCOMES.flatMap((outcome) =>
    cubesOf(witnessed, outcome).map((cube) => withSupport({ ...cube, outcome }, classes, { facts, numbers })),
  );
  const statuses = statusesOf(classes, cubes, facts);
  const sets = 2 ** (sizeOf(universe) - sizeOf(relevant));
  const decided = statuses.filter((status) => status === 'pass' || status === 'fail').length;
  return {
    universe,
    relevant,
    hidden,
    cubes,
    classes,
    statuses,
    decided: decided * sets,
    complete: decided === classes.count,
    statusOf: (set) => statuses[classes.numberOf(set)] ?? 'open',
    cubesWith: (set) => cubes.filter((cube) => holds(cube, set)),
  };
}

/** How many sets these cubes decide, without those that trials contradict each other about. */
export function countDecided({ universe, relevant, classes, statuses }: CubeCover, cubes: readonly Cube[]): number {
  const decided = new Set<number>();
  for (const cube of cubes) {
    classes.forEachIn(cube, (number) => {
      if (statuses[number] === 'pass' || statuses[number] === 'fail') decided.add(number);
    });
  }
  return decided.size * 2 ** (sizeOf(universe) - sizeOf(relevant));
}

const OUTCOMES: readonly Outcome[] = ['pass', 'fail'];

/** Those with one outcome: a cube that lies in one with the other outcome is a contradiction, and has to show. */
function cubesOf({ facts }: WitnessedFacts, outcome: Outcome): Cube[] {
  const cubes = new Map<string, Cube>();
  for (const { fact, set, asked } of facts) {
    const key = `${set & asked} ${asked}`;
    if (fact.outcome === outcome && !cubes.has(key)) cubes.set(key, cubeOf(fact.set, fact.asked));
  }
  return withoutContained([...cubes.values()]);
}

/**
 * Every trial of a set of the cube with the same outcome supports it, watched or not. What a watched one was asked about besides is
 * its mounter's: all else would have made the cube smaller.
 */
function withSupport(
  cube: Pick<DecidedCube, 'granted' | 'withheld' | 'outcome'>,
  classes: Classes,
  { facts, numbers }: { readonly facts: readonly Fact[]; readonly numbers: readonly number[] },
): DecidedCube {
  const [granted, asked] = [classes.numberOf(cube.granted), classes.numberOf(askedIn(cube))];
  const isOwn = ({ outcome }: Fact, index: number): boolean =>
    outcome === cube.outcome && ((numbers[index] ?? 0) & asked) === granted;
  const own = facts.filter(isOwn);
  return { ...cube, trials: own.map(({ trial }) => trial), sets: [...new Set(own.map(({ set }) => set))] };
}

const PASS = 1;
const FAIL = 2;
const STATUSES: readonly CubeStatus[] = ['open', 'pass', 'fail', 'contradiction'];

function statusesOf(classes: Classes, cubes: readonly DecidedCube[], facts: readonly Fact[]): CubeStatus[] {
  const marks = new Uint8Array(classes.count);
  const mark = (number: number, outcome: Outcome): void => {
    marks[number] = (marks[number] ?? 0) | (outcome === 'pass' ? PASS : FAIL);
  };
  for (const cube of cubes) classes.forEachIn(cube, (number) => mark(number, cube.outcome));
  const passed = new Set(facts.filter(({ outcome }) => outcome === 'pass').map(({ set }) => set));
  for (const { set, outcome, asked } of facts) {
    // A trial that decides its own set alone can still contradict what others say of it.
    const number = classes.numberOf(set);
    if (asked === undefined && marks[number] !== 0 && !(outcome === 'fail' && passed.has(set))) mark(number, outcome);
  }
  return Array.from(marks, (own) => STATUSES[own] ?? 'open');
}
