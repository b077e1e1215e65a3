import {
  type CapabilitySet,
  compareSets,
  difference,
  isSubset,
  namesOf,
  singletons,
  sizeOf,
} from '../capabilities/capability-set.ts';
import type { CaseRecord, Loss } from '../record/record.ts';
import { checkCover } from '../search/cubes/check-cover.ts';
import { exceptionsOf } from '../search/cubes/exceptions.ts';
import { checkCertificate } from '../search/ledger/checker.ts';
import type { Fact } from '../search/ledger/fact.ts';
import { factsOfCubes } from '../search/ledger/facts-of-cubes.ts';
import type { Ledger } from '../search/ledger/ledger.ts';
import { confirmationsDue } from '../search/repeats.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { type CaseState, factsFor } from './case-state.ts';
import type { Certainty } from './certainty.ts';
import { challenges } from './chance/challenges.ts';
import { luckySetsDue } from './chance/lucky-sets.ts';
import type { JudgedTrial } from './judge.ts';
import { coverRecord } from './watched/cover-record.ts';
import { deniedPrograms } from './watched/witnessed.ts';

/** One answer of a case as the record states it. */
export type AnswerRecord = CaseRecord['faithful'];

/**
 * An answer is complete when its ledger is, every border failure is confirmed, no difference that it rests on may still be
 * chance, no set may only have been lucky, and the checker accepts it.
 */
export function answerRecord(answer: Answer, state: CaseState, certainty: Certainty): AnswerRecord {
  const { confirm, confidence } = certainty;
  const ledger = state[answer];
  const challenged = answer === 'faithful' && challenges(state, 1 - confidence).some((due) => due.length > 0);
  // Where a loss comes and goes, no build that gave the same image shows that its set is enough.
  const isSteady = answer === 'exitZero' || state.unsteady.length === 0;
  const isLucky = answer === 'faithful' && luckySetsDue(state, certainty).length > 0;
  const decided =
    isSteady && !isLucky && ledger.complete && confirmationsDue(ledger, confirm).length === 0 && !challenged;
  const cover = coverRecord(ledger, confirm);
  return {
    complete: decided && isAccepted(ledger, factsFor(answer, state), confirm),
    minimalSets: ledger.passing.toSorted(compareSets).map(namesOf),
    maximalFailingSets: ledger.failing.toSorted(compareSets).map(namesOf),
    ...(cover !== undefined && { cover }),
  };
}

/** Whether the checker that fits accepts the proof: that of cubes where they decide every set, else that of borders. */
export function isAccepted(ledger: Ledger, facts: readonly Fact[], confirm: number): boolean {
  const { universe, passing: minimalSets, failing: maximalFailingSets, cover } = ledger;
  if (cover?.complete === true) {
    const exceptions = exceptionsOf(cover, minimalSets);
    return checkCover({ universe, cubes: cover.cubes, minimalSets, exceptions }, facts, { confirm }).length === 0;
  }
  const ofCubes = cover === undefined ? [] : factsOfCubes(cover, facts);
  return checkCertificate({ universe, minimalSets, maximalFailingSets }, [...facts, ...ofCubes], { confirm }).accepted;
}

/** What the lack of each capability of each minimal set does, shown by the largest set without it that fails. */
export function lossesOf(state: CaseState): Loss[] {
  const { passing, failing } = state.faithful;
  const losses = new Map<string, Loss>();
  for (const single of passing.flatMap(singletons)) {
    const set = largestWithout(single, passing, failing);
    if (set === undefined) continue;
    const telling = new Set(state.faithful.statusOf(set).trials);
    const shown = state.trials.filter(({ observation }) => telling.has(observation.trial));
    const loss = lossOf(single, set, shown);
    if (loss !== undefined) losses.set(`${single} ${set}`, loss);
  }
  return [...losses.values()];
}

/**
 * The failing border set that lacks the capability and as few others as possible. It lacks others only where they are
 * alternatives to this one.
 */
function largestWithout(
  single: CapabilitySet,
  passing: readonly CapabilitySet[],
  failing: readonly CapabilitySet[],
): CapabilitySet | undefined {
  const without = failing.filter((set) => !isSubset(single, set));
  const served = passing.filter((set) => isSubset(single, set));
  // Only a set that holds the rest of a minimal set shows what this capability alone does.
  const telling = without.filter((set) => served.some((minimal) => isSubset(difference(minimal, single), set)));
  return telling.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
}

/** What the trials that decide a set show. Where it was not tried itself, a trial of its cube shows the same. */
function lossOf(single: CapabilitySet, set: CapabilitySet, trials: readonly JudgedTrial[]): Loss | undefined {
  const shown = trials.filter(({ verdict }) => ['degraded', 'failed', 'timeout'].includes(verdict.kind));
  const verdict = shown[0]?.verdict;
  const isTried = shown.some(({ observation }) => observation.capabilities === set);
  const base = {
    capability: namesOf(single).join(),
    set: namesOf(isTried ? set : (shown[0]?.observation.capabilities ?? set)),
    trials: shown.map(({ observation }) => observation.trial),
    denied: deniedPrograms(
      namesOf(single).join(),
      shown.map(({ observation }) => observation),
    ),
  };
  const silent = { phase: null, instruction: null, message: null };
  switch (verdict?.kind) {
    case 'degraded':
      return { ...base, ...silent, verdict: 'degraded', differences: verdict.differences.map(({ text }) => text) };
    case 'failed': {
      const { phase, instruction, message } = verdict.failure;
      return { ...base, verdict: 'failed', differences: [], phase, instruction, message };
    }
    case 'timeout': {
      const message = `still running after ${Math.round(verdict.deadlineMs / 1000)} s`;
      return { ...base, ...silent, verdict: 'timeout', differences: [], message };
    }
    default:
      return undefined;
  }
}

/** Pairs of trials that contradict "more capabilities never hurt". */
export function violationsOf(answer: Answer, ledger: Ledger): CaseRecord['violations'] {
  return ledger.conflicts.map(({ passing, failing, passTrials, failTrials }) => ({
    answer,
    passing: namesOf(passing),
    failing: namesOf(failing),
    trials: [...passTrials, ...failTrials],
  }));
}

/** Sets that both passed and failed; those that lose something only sometimes pass nowhere else. */
export function flakySetsOf(answer: Answer, state: CaseState): CaseRecord['flaky'] {
  const ledger = state[answer];
  const unsteady = answer === 'faithful' ? state.unsteady : [];
  const lossy = unsteady.map(({ set, same }) => {
    return { answer, set: namesOf(set), passes: same, failures: ledger.countsOf(set).fails };
  });
  const others = ledger.flaky.map((set) => {
    const { passes, fails } = ledger.countsOf(set);
    return { answer, set: namesOf(set), passes, failures: fails };
  });
  return [...lossy, ...others];
}
