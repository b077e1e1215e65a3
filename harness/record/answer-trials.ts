import type { CaseRecord } from './record.ts';

/** The trials that the answers of a case rest on: one with a hardening says nothing of the same set without. */
export function answerTrials({ trials }: CaseRecord): CaseRecord['trials']['all'] {
  return trials.all.filter(({ purpose }) => purpose !== 'hardening');
}
