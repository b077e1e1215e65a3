import { type CapabilitySet, isSubset, sizeOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { outcomeWithoutTrial } from '../../record/answer-cover.ts';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord } from '../../record/record.ts';
import { trialsShowing } from '../../record/trials-of-set.ts';
import type { Answer, Outcome } from '../../vocabulary/answer.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import type { Verdict } from '../../vocabulary/verdict.ts';

/**
 * What a trial of any set of a recorded case would show: its proof tells whether it serves. A watched trial that decides the set
 * tells in what words, else the recorded trial of the set that is nearest to it among those that ended in the same way.
 */
export function recordedVerdict(one: CaseRecord, set: CapabilitySet): Verdict {
  const outcome = (answer: Answer): Outcome | undefined => outcomeWithoutTrial(one, answer, set);
  if (outcome('faithful') === 'pass') return { kind: 'faithful' };
  if (outcome('exitZero') === 'fail') {
    const [message = ''] = wordsFor(one, set, 'failed');
    const failure = { phase: 'unknown', instruction: null, message, signature: message } as const;
    return { kind: 'failed', exitCode: 1, failure };
  }
  if (outcome('faithful') === 'fail' && outcome('exitZero') === 'pass') {
    const differenceOf = (text: string): Difference => ({ layer: -1, path: '', field: 'layers', text });
    return { kind: 'degraded', differences: wordsFor(one, set, 'degraded').map(differenceOf) };
  }
  throw new Error(`The record of ${one.id} does not decide every set`);
}

function wordsFor(one: CaseRecord, set: CapabilitySet, verdict: string): string[] {
  const decisive = trialsShowing(one, set).find((trial) => trial.verdict === verdict);
  if (decisive !== undefined) return decisive.shown;
  const ended = answerTrials(one)
    .filter((trial) => trial.verdict === verdict)
    .map((trial) => ({ shown: trial.shown, tried: setOfNames(trial.set) }));
  const distance = ({ tried }: { tried: CapabilitySet }): number =>
    // A larger set fails for a reason that the smaller one has too, if not first.
    sizeOf((tried ^ set) as CapabilitySet) + (isSubset(set, tried) ? 0 : 0.5);
  return ended.toSorted((a, b) => distance(a) - distance(b))[0]?.shown ?? [];
}
