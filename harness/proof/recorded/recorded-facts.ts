import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord } from '../../record/record.ts';
import { outcomeOfTrial, type RecordedTrial } from '../../record/trials-of-set.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { luckySets } from '../chance/unsteady.ts';

/** What the trials of a record say about one question: the facts that its answer was concluded from, without the journal. */
export function recordedFacts(one: CaseRecord, answer: Answer): Fact[] {
  const trials = answerTrials(one);
  const lucky = answer === 'faithful' ? recordedLuckySets(one, trials) : new Set<CapabilitySet>();
  return trials.flatMap((trial): Fact[] => {
    const outcome = outcomeOfTrial(one, answer, trial);
    const set = setOfNames(trial.set);
    if (outcome === undefined || (outcome === 'pass' && lucky.has(set))) return [];
    const asked = trial.asked == null ? {} : { asked: setOfNames(trial.asked) };
    return [{ set, outcome, trial: trial.id, ...asked }];
  });
}

function recordedLuckySets({ universe }: CaseRecord, trials: readonly RecordedTrial[]): Set<CapabilitySet> {
  const setsOf = (verdict: RecordedTrial['verdict']): CapabilitySet[] =>
    trials.filter((trial) => trial.verdict === verdict).map(({ set }) => setOfNames(set));
  const [faithful, degraded] = [setsOf('faithful'), new Set(setsOf('degraded'))];
  const unsteady = [...new Set(faithful)].filter((set) => degraded.has(set)).map((set) => ({ set }));
  return luckySets(unsteady, faithful, setOfNames(universe));
}
