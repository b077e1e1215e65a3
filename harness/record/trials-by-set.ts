import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { answerTrials } from './answer-trials.ts';
import type { CaseRecord } from './record.ts';

type Trial = CaseRecord['trials']['all'][number];

/** The trials of each set that answers rest on; looked up once, as a case may have thousands. */
export function trialsBySet(one: CaseRecord): Map<CapabilitySet, Trial[]> {
  const bySet = new Map<CapabilitySet, Trial[]>();
  for (const trial of answerTrials(one)) {
    const set = setOfNames(trial.set);
    const others = bySet.get(set);
    if (others === undefined) bySet.set(set, [trial]);
    else others.push(trial);
  }
  return bySet;
}
