import { type CapabilitySet, EMPTY_SET, sizeOf, union } from '../../capabilities/capability-set.ts';
import { type Cube, cubeOf, holds, withoutContained } from '../../capabilities/cube.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import type { Fact } from '../ledger/fact.ts';
import { type Classes, classesOf } from './classes.ts';
import { hiddenChannels } from './hidden-channels.ts';
import { type WitnessedFact, witnessedFacts } from './witnessed-facts.ts';

/** Beyond these many capabilities that matter, the sets are too many to be looked at one by one. */
const MOST_RELEVANT = 16;

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

/** What the facts decide by what the kernel was asked about; undefined where no fact tells that, or too much was asked about. */
export function coverOf(universe: CapabilitySet, facts: readonly Fact[]): CubeCover | undefined {
  const hidden = hiddenChannels(facts);
  const witnessed = witnessedFacts(facts, hidden);
  const relevant = witnessed.map(({ asked }) => asked).reduce(union, EMPTY_SET);
  if (witnessed.length === 0 || sizeOf(relevant) > MOST_RELEVANT) return undefined;
  const cubes = OUTCOMES.flatMap((outcome) => withSupport(cubesOf(witnessed, outcome), facts));
  const classes = classesOf(relevant);
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

const OUTCOMES: readonly Outcome[] = ['pass', 'fail'];

/** Those with one outcome: a cube that lies in one with the other outcome is a contradiction, and has to show. */
function cubesOf(facts: readonly WitnessedFact[], outcome: Outcome): DecidedCube[] {
  const own = facts.filter((fact) => fact.outcome === outcome);
  const cubes = own.map(({ set, asked }) => ({ ...cubeOf(set, asked), outcome, trials: [], sets: [] }));
  return withoutContained(cubes);
}

/**
 * Every trial of a set of the cube with the same outcome supports it, watched or not. What a watched one was asked about besides is
 * its mounter's: all else would have made the cube smaller.
 */
function withSupport(cubes: readonly DecidedCube[], facts: readonly Fact[]): DecidedCube[] {
  return cubes.map((cube) => {
    const own = facts.filter(({ set, outcome }) => outcome === cube.outcome && holds(cube, set));
    return { ...cube, trials: own.map(({ trial }) => trial), sets: [...new Set(own.map(({ set }) => set))] };
  });
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
