import {
  type CapabilitySet,
  compareSets,
  difference,
  intersection,
  isSubset,
  setOf,
  sizeOf,
  union,
} from '../../capabilities/capability-set.ts';
import { askedIn, holds } from '../../capabilities/cube.ts';
import { drawOne, seededRandom } from '../seeded-random.ts';
import type { CubeCover, DecidedCube } from './cube-cover.ts';

/** The overlay filesystem asks for these as its mounter. A trial that lacks them tells whether the build asks, too. */
const ASKED_BY_MOUNTER = setOf('DAC_OVERRIDE', 'DAC_READ_SEARCH');

/** How many trials show that a set of a passing cube passes: the repeat is another member, and so tests the rule. */
const TRIALS_OF_PASS = 2;

/** What the search for cubes may use. */
export interface CoverOptions {
  /** How probable it is that the capability of a singleton is needed. */
  readonly slots: number;
  /** Sets that run now. */
  readonly inFlight: readonly CapabilitySet[];
  /** Sets of which no verdict can be had. */
  readonly blocked: readonly CapabilitySet[];
}

/**
 * Sets that no cube decides, those first that are expected to decide most: without what the overlay filesystem asks for, and then
 * the largest, for a build that lacks one thing fails early and has asked for little. What cannot matter is granted, so that no
 * seccomp profile refuses for the want of it.
 */
export function nextSets(cover: CubeCover, { slots, inFlight, blocked }: CoverOptions): CapabilitySet[] {
  const { classes, statuses, universe, relevant } = cover;
  const running = new Set(inFlight.map((set) => intersection(set, relevant)));
  const open: CapabilitySet[] = [];
  statuses.forEach((status, number) => {
    if (status === 'open') open.push(classes.setOf(number));
  });
  const rest = difference(universe, relevant);
  const askable = open
    .filter((set) => !running.has(set) && !blocked.includes(union(set, rest)))
    .toSorted((a, b) => byPromise(a, b));
  const chosen: CapabilitySet[] = [];
  for (const set of askable) {
    if (chosen.length >= slots) break;
    chosen.push(set);
  }
  return chosen.map((set) => union(set, rest));
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
  return cover.cubes.flatMap((cube) => {
    const running = inFlight.filter((set) => holds(cube, set)).length;
    return memberDraws(cover, cube, trialsDue(cover, cube, confirm) - running, seed + running);
  });
}

/** How many trials a cube still needs. One with a single set is not repeated where it passed: a pass is no chance. */
export function trialsDue({ universe }: Pick<CubeCover, 'universe'>, cube: DecidedCube, confirm: number): number {
  const isSingle = isSubset(universe, askedIn(cube));
  if (cube.outcome === 'fail') return confirm - cube.trials.length;
  return isSingle ? 0 : TRIALS_OF_PASS - cube.trials.length;
}

function memberDraws({ universe }: CubeCover, cube: DecidedCube, count: number, seed: number): CapabilitySet[] {
  const free = difference(universe, askedIn(cube));
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const random = seededRandom(seed + cube.trials.length + index + Number(cube.granted % 9973n));
    // A pass is shown best by the smallest set, which an answer may name.
    if (cube.outcome === 'pass' && !cube.sets.includes(cube.granted)) return cube.granted;
    return union(cube.granted, randomPart(free, random));
  });
}

function randomPart(set: CapabilitySet, random: () => number): CapabilitySet {
  const coin = [true, false];
  let part = 0n;
  for (let bit = 1n; bit <= set; bit <<= 1n) if ((set & bit) !== 0n && drawOne(coin, random)) part |= bit;
  return part as CapabilitySet;
}
