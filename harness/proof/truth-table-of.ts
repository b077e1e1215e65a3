import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  intersection,
  namesOf,
  union,
} from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import type { CaseRecord } from '../record/record.ts';
import { encodeVerdicts, letterFor, VERDICT_LETTERS, type VerdictLetter } from '../record/truth-table-codec.ts';
import type { CubeCover } from '../search/cubes/cube-cover.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { RunTask } from '../vocabulary/run-plan.ts';
import type { CaseState } from './case-state.ts';
import type { JudgedTrial } from './judge.ts';

/** The capabilities of a universe of which a run tries every subset; undefined if it does not. */
export function tabledCapabilities(task: RunTask, universe: CapabilitySet): CapabilitySet | undefined {
  if (task.kind !== 'every-set') return undefined;
  return task.over === null ? universe : intersection(task.over, universe);
}

/**
 * What is granted besides the subsets of `over`: nothing where that is the whole universe, else first nothing and then all the
 * rest of it.
 */
export function planesOf(universe: CapabilitySet, over: CapabilitySet): CapabilitySet[] {
  const rest = difference(universe, over);
  return rest === EMPTY_SET ? [EMPTY_SET] : [EMPTY_SET, rest];
}

/** What decides sets that were not tried, by answer. */
export type Covers = Readonly<Partial<Record<Answer, CubeCover | undefined>>>;

/** What decides the sets that an exhaustive run does not try; nothing where every subset of some capabilities is really to be tried. */
export function coversFor(task: RunTask, { faithful, exitZero }: Pick<CaseState, Answer>): Covers {
  if (task.kind !== 'every-set' || task.over !== null) return {};
  return { faithful: faithful.cover, exitZero: exitZero.cover };
}

/**
 * The truth table that trials show, each of its own set, and of others by what the kernel was asked about. A set that nothing
 * decides, or that has no verdict, is `?`.
 */
export function truthTableOf(
  over: CapabilitySet,
  planes: readonly CapabilitySet[],
  trials: readonly JudgedTrial[],
  covers: Covers = {},
): NonNullable<CaseRecord['truthTable']> {
  const letters = new Map<CapabilitySet, VerdictLetter>();
  for (const { observation, verdict } of trials) {
    const { capabilities } = observation;
    letters.set(capabilities, better(letterFor(verdict.kind), letters.get(capabilities) ?? '?'));
  }
  return {
    over: namesOf(over),
    planes: planes.map((besides) => ({
      besides: namesOf(besides),
      verdicts: encodeVerdicts(
        subsetsOf(over).map((subset) => {
          const letter = letters.get(union(subset, besides)) ?? '?';
          return letter === '?' ? letterByCubes(union(subset, besides), covers) : letter;
        }),
      ),
    })),
  };
}

/** What cubes say of a set; `?` where they do not tell all of its verdict. */
export function letterByCubes(set: CapabilitySet, { faithful, exitZero }: Covers): VerdictLetter {
  if (faithful?.statusOf(set) === 'pass') return 'F';
  if (exitZero?.statusOf(set) === 'fail') return 'X';
  return faithful?.statusOf(set) === 'fail' && exitZero?.statusOf(set) === 'pass' ? 'D' : '?';
}

function better(one: VerdictLetter, other: VerdictLetter): VerdictLetter {
  return VERDICT_LETTERS.indexOf(one) < VERDICT_LETTERS.indexOf(other) ? one : other;
}
