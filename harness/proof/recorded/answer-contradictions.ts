import { compareSets, formatSet, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import { buildLedger, type Ledger } from '../../search/ledger/ledger.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { isAccepted } from '../findings.ts';
import { coverRecord } from '../watched/cover-record.ts';
import { recordedFacts } from './recorded-facts.ts';

/**
 * Where an answer of a case claims more than the trials of the case show: a minimal set that did not work or is not minimal, a failing set
 * that did not fail or holds a minimal one, a proof that the checkers do not accept.
 */
export function answerContradictions(one: CaseRecord, answer: Answer, confirm: number): string[] {
  const { minimalSets, maximalFailingSets, complete } = one[answer];
  const facts = recordedFacts(one, answer);
  const ledger = buildLedger(setOfNames(one.universe), facts);
  const passing = ledger.passing.toSorted(compareSets).map(namesOf);
  const failing = ledger.failing.toSorted(compareSets).map(namesOf);
  const wrong = [
    ...notIn(minimalSets, passing).map((set) => `minimalSets: ${whyNotMinimal(set, ledger, facts)}`),
    ...(minimalSets.length === 0 ? [] : notIn(passing, minimalSets)).map(
      (set) => `minimalSets: ${wordsOf(set)} is missing, and its trials passed`,
    ),
    ...notIn(maximalFailingSets, failing).map((set) => `maximalFailingSets: ${whyNotFailing(set, ledger, facts)}`),
  ];
  if (wrong.length > 0) return wrong;
  if (complete && minimalSets.length > 0 && !isAccepted(ledger, facts, confirm)) {
    return ['complete: its trials do not prove the minimal sets'];
  }
  return coverContradictions(one, answer, ledger);
}

type Names = readonly string[];

function notIn(some: readonly Names[], others: readonly Names[]): readonly Names[] {
  const known = new Set(others.map((names) => names.join(' ')));
  return some.filter((names) => !known.has(names.join(' ')));
}

function wordsOf(names: Names): string {
  return names.length === 0 ? '{}' : `{${names.join(' ')}}`;
}

function whyNotMinimal(names: Names, ledger: Ledger, facts: readonly Fact[]): string {
  const set = setOfNames(names);
  const { status, by, trials } = ledger.statusOf(set);
  const told = wordsOf(names);
  if (status === 'fail') return `${told} fails, because ${formatSet(by)} fails in ${trials.join(', ')}`;
  if (status === 'pass' && by !== set)
    return `${told} is not minimal, because ${formatSet(by)} passes in ${trials.join(', ')}`;
  if (!facts.some((fact) => fact.set === set && fact.outcome === 'pass')) return `no trial passed with ${told}`;
  return `${told} does not follow from the trials`;
}

function whyNotFailing(names: Names, ledger: Ledger, facts: readonly Fact[]): string {
  const set = setOfNames(names);
  const { status, by, trials } = ledger.statusOf(set);
  const told = wordsOf(names);
  if (status === 'pass') return `${told} does not fail, because ${formatSet(by)} passes in ${trials.join(', ')}`;
  if (!facts.some((fact) => fact.set === set && fact.outcome === 'fail')) return `no trial failed with ${told}`;
  return `${told} does not follow from the trials`;
}

/** A deadline that may have been missed by chance shows in the journal alone, and changes which trials a cube has. */
function coverContradictions(one: CaseRecord, answer: Answer, ledger: Ledger): string[] {
  const { cover } = one[answer];
  if (cover === undefined || one.trials.all.some(({ verdict }) => verdict === 'timeout')) return [];
  const derived = coverRecord(ledger, one.trials.confirm);
  return JSON.stringify(derived) === JSON.stringify(cover) ? [] : ['cover: the cubes do not follow from the trials'];
}
