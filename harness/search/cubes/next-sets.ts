import {
  type CapabilitySet,
  compareSets,
  difference,
  EMPTY_SET,
  intersection,
  setOf,
  sizeOf,
  union,
} from '../../capabilities/capability-set.ts';
import { askedIn, countMembers, holds, largestOf } from '../../capabilities/cube.ts';
import { drawOne, seededRandom } from '../seeded-random.ts';
import type { CubeCover, DecidedCube } from './cube-cover.ts';

/** The overlay filesystem asks for these as its mounter. A trial that lacks them tells whether the build asks, too. */
const ASKED_BY_MOUNTER = setOf('DAC_OVERRIDE', 'DAC_READ_SEARCH');

/** How many trials show that a cube passes, and how many different sets they have. */
const TRIALS_OF_PASS = 2;
const DIFFERENT_SETS = 2;

/** How many random sets of a cube are tried. */
const RANDOM_MEMBERS = 1;

/** How many are where a capability was found to decide without being asked about: a program reads its capabilities. */
const RANDOM_MEMBERS_WHERE_READ = 4;

/** What the search for cubes may use. */
export interface CoverOptions {
  /** How many sets are wanted at the most. */
  readonly slots: number;
  /** Sets that run now. */
  readonly inFlight: readonly CapabilitySet[];
  /** Sets that were tried: another trial of them decides nothing more. */
  readonly tried: readonly CapabilitySet[];
}

/**
 * Sets that no cube decides, those first that are expected to decide most: without what the overlay filesystem asks for, and then
 * the largest, for a build that lacks one thing fails early and has asked for little. What was not asked about so far
 * is granted.
 */
export function nextSets(cover: CubeCover, { slots, inFlight, tried }: CoverOptions): CapabilitySet[] {
  const { classes, statuses, universe, relevant } = cover;
  const running = new Set(inFlight.map((set) => intersection(set, relevant)));
  const open: CapabilitySet[] = [];
  statuses.forEach((status, number) => {
    if (status === 'open') open.push(classes.setOf(number));
  });
  const rest = difference(universe, relevant);
  return open
    .filter((set) => !running.has(set) && !tried.includes(union(set, rest)))
    .toSorted(byPromise)
    .slice(0, slots)
    .map((set) => union(set, rest));
}

function byPromise(a: CapabilitySet, b: CapabilitySet): number {
  const [mountedA, mountedB] = [a, b].map((set) => sizeOf(intersection(set, ASKED_BY_MOUNTER)));
  return (mountedA ?? 0) - (mountedB ?? 0) || sizeOf(b) - sizeOf(a) || compareSets(a, b);
}

/** How often cubes have to be shown before a proof may rest on them. */
export interface Repeats {
  /** How many agreeing trials a failing cube needs. */
  readonly confirm: number;
  readonly seed: number;
}

/**
 * What is still due until every cube is shown often enough: other members of it, drawn at random, so that each repeat tests the
 * rule as well as chance. A set stands once for each trial that is due.
 */
export function cubeRepeats(
  cover: CubeCover,
  { confirm, seed }: Repeats,
  inFlight: readonly CapabilitySet[],
): CapabilitySet[] {
  return cover.cubes.flatMap((cube) => repeatsOf(cover, cube, { confirm, seed }, inFlight));
}

/** What is still due of one cube. */
export function repeatsOf(
  cover: CubeCover,
  cube: DecidedCube,
  { confirm, seed }: Repeats,
  inFlight: readonly CapabilitySet[],
): CapabilitySet[] {
  const running = inFlight.filter((set) => holds(cube, set));
  const count = trialsDue(cover, cube, confirm) - running.length;
  return memberDraws(cover, cube, { count, seed: seed + cube.trials.length, taken: [...cube.sets, ...running] });
}

/**
 * How many trials a cube still needs. Those of its smallest and its largest set do not test the rule: a build that looks whether it
 * holds anything at all tells neither from each other. One with a single set is not repeated where it passed: a pass is no chance.
 */
export function trialsDue(
  { universe, hidden }: Pick<CubeCover, 'universe' | 'hidden'>,
  cube: DecidedCube,
  confirm: number,
): number {
  const members = countMembers(cube, universe);
  const ends = [cube.granted, largestOf(cube, universe)];
  const drawn = cube.sets.filter((set) => !ends.includes(set)).length;
  const wanted = hidden === EMPTY_SET ? RANDOM_MEMBERS : RANDOM_MEMBERS_WHERE_READ;
  const trials = cube.outcome === 'fail' ? confirm : Math.min(TRIALS_OF_PASS, members);
  return Math.max(
    Math.min(wanted, members - 2) - drawn,
    Math.min(DIFFERENT_SETS, members) - cube.sets.length,
    trials - cube.trials.length,
  );
}

interface Draws {
  readonly count: number;
  readonly seed: number;
  /** What was tried or runs. */
  readonly taken: readonly CapabilitySet[];
}

/** How often a draw that meets a set which was tried is repeated: a small cube has no other. */
const MOST_DRAWS = 20;

function memberDraws({ universe }: CubeCover, cube: DecidedCube, { count, seed, taken }: Draws): CapabilitySet[] {
  const free = difference(universe, askedIn(cube));
  const random = seededRandom(seed + taken.length + Number(cube.granted % 9973n));
  const drawn: CapabilitySet[] = [];
  while (drawn.length < count) {
    const avoided = [cube.granted, largestOf(cube, universe), ...taken, ...drawn];
    let set = union(cube.granted, randomPart(free, random));
    for (let draw = 1; draw < MOST_DRAWS && avoided.includes(set); draw += 1) {
      set = union(cube.granted, randomPart(free, random));
    }
    drawn.push(set);
  }
  return drawn;
}

function randomPart(set: CapabilitySet, random: () => number): CapabilitySet {
  const coin = [true, false];
  let part = 0n;
  for (let bit = 1n; bit <= set; bit <<= 1n) if ((set & bit) !== 0n && drawOne(coin, random)) part |= bit;
  return part as CapabilitySet;
}
