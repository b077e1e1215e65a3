import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type CheckResult, checkCertificate } from '../../search/ledger/checker.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import type { Answer } from '../../vocabulary/answer.ts';

/** Checks a recorded answer against the recorded trials alone, sharing nothing with what derived the record. */
export function recheckCertificate(one: CaseRecord, answer: Answer, confirm: number): CheckResult {
  const { minimalSets, maximalFailingSets } = one[answer];
  const claim = {
    universe: setOfNames(one.universe),
    minimalSets: minimalSets.map(setOfNames),
    maximalFailingSets: maximalFailingSets.map(setOfNames),
  };
  return checkCertificate(claim, factsOf(one, answer), { confirm });
}

const OUTCOMES: Readonly<Record<Answer, Readonly<Record<string, Fact['outcome']>>>> = {
  faithful: { faithful: 'pass', degraded: 'fail', failed: 'fail', timeout: 'fail' },
  exitZero: { faithful: 'pass', degraded: 'pass', failed: 'fail', timeout: 'fail' },
};

function factsOf(one: CaseRecord, answer: Answer): Fact[] {
  return answerTrials(one).flatMap(({ id, set, verdict }) => {
    const outcome = OUTCOMES[answer][verdict];
    return outcome === undefined ? [] : [{ set: setOfNames(set), outcome, trial: id }];
  });
}
