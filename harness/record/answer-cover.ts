import { type CapabilitySet, EMPTY_SET, intersection, isSubset, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { ANSWERS, type Answer, type Outcome } from '../vocabulary/answer.ts';
import { answerBorders, impliedBy, moreHurts } from './answer-borders.ts';
import type { AnswerCover, CaseRecord, CubeRecord } from './record.ts';

/** All sets that hold what is granted, and nothing of what is withheld. */
export interface Cube {
  readonly granted: CapabilitySet;
  readonly withheld: CapabilitySet;
}

/** A cube with what its sets do, and the trials that show it. */
export interface DecidedCube extends Cube {
  readonly outcome: Outcome;
  readonly trials: readonly string[];
}

/** What watched trials decide of an answer without assuming that more capabilities never hurt. */
export interface Cover {
  readonly cubes: readonly DecidedCube[];
  /** The sets that hold a minimal set and fail all the same. */
  readonly exceptions: readonly Cube[];
  /** Capabilities that decide without being asked about. */
  readonly hidden: CapabilitySet;
  /** Whether it decides every set of the universe: then nothing rests on the assumption. */
  readonly decidesAll: boolean;
}

/** It is asked for with every set. */
const known = new WeakMap<AnswerCover, Cover>();

/** Reads the cover of an answer; undefined where the kernel was not watched, or too little was seen. */
export function coverOf(one: CaseRecord, answer: Answer): Cover | undefined {
  const record = one[answer].cover ?? undefined;
  if (record === undefined) return undefined;
  const cover = known.get(record) ?? {
    // Of several cubes that hold a set, the one with most trials is least in doubt.
    cubes: record.cubes
      .map(({ outcome, trials, ...cube }) => ({ ...cubeOf(cube), outcome, trials }))
      .toSorted((a, b) => b.trials.length - a.trials.length),
    exceptions: record.exceptions.map(cubeOf),
    hidden: setOfNames(record.hidden),
    decidesAll: record.notDecided === 0,
  };
  known.set(record, cover);
  return cover;
}

/** The sets that a recorded cube stands for. */
export function cubeOf({ granted, withheld }: CubeRecord): Cube {
  return { granted: setOfNames(granted), withheld: setOfNames(withheld) };
}

/** Whether a set lies in a cube. */
export function isInCube({ granted, withheld }: Cube, set: CapabilitySet): boolean {
  return isSubset(granted, set) && intersection(withheld, set) === EMPTY_SET;
}

/** The cube that decides a set; undefined where none does. */
export function decidingCube(cover: Cover | undefined, set: CapabilitySet): DecidedCube | undefined {
  return cover?.cubes.find((cube) => isInCube(cube, set));
}

/** Whether more capabilities hurt this very set: it holds a minimal set and fails all the same. */
export function isException(cover: Cover | undefined, set: CapabilitySet): boolean {
  return cover?.exceptions.some((cube) => isInCube(cube, set)) === true;
}

/** What decides the sets of a cube: the capabilities that it grants or withholds. No other matters in it. */
export function decisiveIn({ granted, withheld }: Cube): CapabilitySet {
  return union(granted, withheld);
}

/** What a record says of a set without a trial of it: what watched trials decide, else what the borders imply. */
export function outcomeWithoutTrial(one: CaseRecord, answer: Answer, set: CapabilitySet): Outcome | undefined {
  return decidingCube(coverOf(one, answer), set)?.outcome ?? impliedBy(answerBorders(one, answer), set)?.outcome;
}

/** Whether trials showed, for this answer, a set that works and a larger one that does not; the cover may tell every such set. */
export function isKnownToHurt(one: CaseRecord, answer: Answer): boolean {
  return moreHurts(one, answer) || (coverOf(one, answer)?.exceptions.length ?? 0) > 0;
}

/** The same for any answer. */
export function hurtsAnywhere(one: CaseRecord): boolean {
  return ANSWERS.some((answer) => isKnownToHurt(one, answer));
}

/** The sets that work for a case: those that hold a minimal set and lie in no exception. */
export function needFor(
  one: CaseRecord,
  answer: Answer,
): { readonly minimalSets: readonly CapabilitySet[]; readonly exceptions: readonly Cube[] } {
  return { minimalSets: answerBorders(one, answer).minimal, exceptions: coverOf(one, answer)?.exceptions ?? [] };
}
