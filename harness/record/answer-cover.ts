import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { type Cube, holds } from '../capabilities/cube.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { ANSWERS, type Answer, type Outcome } from '../vocabulary/answer.ts';
import { answerBorders, impliedBy, moreHurts } from './answer-borders.ts';
import type { AnswerCover, CubeRecord } from './answer-cover-record.ts';
import type { CaseRecord } from './record.ts';

/** A cube with what its sets do, and the trials that show it. */
export interface RecordedCube extends Cube {
  readonly outcome: Outcome;
  readonly trials: readonly string[];
}

/** What watched trials decide of an answer without assuming that more capabilities never hurt. */
export interface RecordedCover {
  readonly cubes: readonly RecordedCube[];
  /** The sets that hold a minimal set and fail all the same. */
  readonly exceptions: readonly Cube[];
  /** Capabilities that decide without being asked about. */
  readonly hidden: CapabilitySet;
  /** Whether it decides every set of the universe: then nothing rests on the assumption. */
  readonly decidesAll: boolean;
}

/** It is asked for with every set. */
const known = new WeakMap<AnswerCover, RecordedCover>();

/** Reads the cover of an answer; undefined where the kernel was not watched, or too little was seen. */
export function recordedCover(one: CaseRecord, answer: Answer): RecordedCover | undefined {
  const record = one[answer].cover;
  if (record === undefined) return undefined;
  const cover = known.get(record) ?? {
    // Of several cubes that hold a set, the one with most trials is least in doubt.
    cubes: record.cubes
      .map(({ outcome, trials, ...cube }) => ({ ...recordedCube(cube), outcome, trials }))
      .toSorted((a, b) => b.trials.length - a.trials.length),
    exceptions: record.exceptions.map(recordedCube),
    hidden: setOfNames(record.hidden),
    decidesAll: record.notDecided === 0,
  };
  known.set(record, cover);
  return cover;
}

/** The sets that a recorded cube stands for. */
export function recordedCube({ granted, withheld }: CubeRecord): Cube {
  return { granted: setOfNames(granted), withheld: setOfNames(withheld) };
}

/** The cube that decides a set; undefined where none does. */
export function decidingCube(cover: RecordedCover | undefined, set: CapabilitySet): RecordedCube | undefined {
  return cover?.cubes.find((cube) => holds(cube, set));
}

/** Whether more capabilities hurt this very set: it holds a minimal set and fails all the same. */
export function isException(cover: RecordedCover | undefined, set: CapabilitySet): boolean {
  return cover?.exceptions.some((cube) => holds(cube, set)) === true;
}

/** What a record says of a set without a trial of it: what watched trials decide, else what the borders imply. */
export function outcomeWithoutTrial(one: CaseRecord, answer: Answer, set: CapabilitySet): Outcome | undefined {
  return decidingCube(recordedCover(one, answer), set)?.outcome ?? impliedBy(answerBorders(one, answer), set)?.outcome;
}

/** Whether trials showed, for this answer, a set that works and a larger one that does not; the cover may tell every such set. */
export function isKnownToHurt(one: CaseRecord, answer: Answer): boolean {
  return moreHurts(one, answer) || (recordedCover(one, answer)?.exceptions.length ?? 0) > 0;
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
  return { minimalSets: answerBorders(one, answer).minimal, exceptions: recordedCover(one, answer)?.exceptions ?? [] };
}
