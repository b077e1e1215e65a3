import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { type RecordedTrial, trialsOf } from '../../record/trials-of-set.ts';
import { countOf, shorten } from '../../text/plain-text.ts';
import { trialsText } from '../../text/set-text.ts';
import { setsInline } from '../blocks/answer/answer-text.ts';
import { lossLines } from '../blocks/answer/loss-text.ts';
import { flakyLines } from '../blocks/basis/violation-text.ts';
import { type DecisiveSet, decisiveSets, namesText } from './decisive-set.ts';

/** What a test report says of one test. */
export interface JunitTestcase {
  readonly name: string;
  readonly seconds: number;
  /** Why it counts as failed, as not run to an end, or as skipped; undefined if it passed. */
  readonly ending?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly type: string; readonly message: string };
  /** Runs that failed although the test passed in the end. */
  readonly flakyFailures?: readonly Rerun[];
  /** Further runs that failed as the first one did. */
  readonly rerunFailures?: readonly Rerun[];
  readonly output: readonly string[];
}

/** A run of a test beside the one that counts. */
export interface Rerun {
  readonly type: string;
  readonly message: string;
}

/** How many runs are told beside the one that counts. */
const RERUNS_TOLD = 5;

/** The longest message of a single trial. */
const LONGEST = 300;

/** The tests of a case: that it has a proven answer, each set that decides, and what could not be decided. */
export function testcasesOf(one: CaseRecord): JunitTestcase[] {
  const decisive = decisiveSets(one);
  return [answerTest(one), ...decisive.map(setTest), ...flakyTests(one, decisive), ...untestableTests(one)];
}

/** A case without an answer is an error: nobody may take silence for "needs nothing". */
function answerTest(one: CaseRecord): JunitTestcase {
  const references = one.trials.all.filter(({ purpose }) => purpose === 'reference');
  const test = { name: 'has a proven answer', seconds: secondsOf(references) };
  if (one.faithful.complete) {
    const needs = `needs ${setsInline(one.faithful.minimalSets)}`;
    return { ...test, output: [needs, ...lossLines(one.losses)] };
  }
  const message = one.referenceFailure?.message ?? one.reason ?? 'no reason known';
  const log = one.referenceFailure?.log ?? [];
  return { ...test, ending: { kind: 'error', type: one.status, message }, output: [...log, ...lossLines(one.losses)] };
}

function setTest({ name, agreeing, contradicting, others }: DecisiveSet): JunitTestcase {
  const all = [...agreeing, ...contradicting, ...others];
  const test = { name, seconds: secondsOf(all), output: evidence(agreeing) };
  const [first, ...further] = contradicting;
  if (first === undefined) return agreeing.length > 0 ? test : { ...test, ending: unseen(others) };
  if (agreeing.length > 0) return { ...test, flakyFailures: reruns(contradicting) };
  const message = `trial ${first.id} contradicts the record: ${told(first)}`;
  return { ...test, ending: { kind: 'failure', type: first.verdict, message }, rerunFailures: reruns(further) };
}

function unseen(others: readonly RecordedTrial[]): NonNullable<JunitTestcase['ending']> {
  const untestable = others.some(({ verdict }) => verdict === 'untestable');
  return {
    kind: 'skipped',
    type: untestable ? 'untestable' : 'not-tried',
    message: untestable ? 'the engine cannot grant this set' : 'the record has no trial of this set',
  };
}

/** Sets that both served and failed and decide nothing for it. */
function flakyTests(one: CaseRecord, decisive: readonly DecisiveSet[]): JunitTestcase[] {
  const lines = flakyLines(one);
  const seen = new Set(decisive.map(({ set }) => set));
  return one.flaky.flatMap((flaky, index) => {
    const set = setOfNames(flaky.set);
    if (seen.has(set)) return [];
    seen.add(set);
    const own = trialsOf(one, set);
    const failed = own.filter(({ verdict }) => verdict !== 'faithful');
    const flakyFailures = failed.length > 0 ? reruns(failed) : [{ type: 'flaky', message: lines[index] ?? 'flaky' }];
    return [{ name: `${namesText(set)}: flaky`, seconds: secondsOf(own), flakyFailures, output: [lines[index] ?? ''] }];
  });
}

function untestableTests({ untestable }: CaseRecord): JunitTestcase[] {
  return [...new Set(untestable)].map((name) => ({
    name: `${name}: can be granted`,
    seconds: 0,
    ending: { kind: 'skipped', type: 'untestable', message: `the engine cannot grant ${name}` },
    output: [],
  }));
}

function evidence(trials: readonly RecordedTrial[]): string[] {
  if (trials.length === 0) return [];
  const shown = [...new Set(trials.flatMap((trial) => trial.shown))].slice(0, RERUNS_TOLD);
  const ids = trialsText(trials.map(({ id }) => id));
  return [`${countOf(trials.length, 'trial')} showed it${ids}`, ...shown];
}

function reruns(trials: readonly RecordedTrial[]): Rerun[] {
  const more = trials.length - RERUNS_TOLD;
  return [
    ...trials.slice(0, RERUNS_TOLD).map((trial) => ({ type: trial.verdict, message: `${trial.id}: ${told(trial)}` })),
    ...(more > 0 ? [{ type: 'more', message: `and ${countOf(more, 'more trial')}` }] : []),
  ];
}

function told({ verdict, shown }: RecordedTrial): string {
  return shorten(shown.length === 0 ? verdict : `${verdict}: ${shown.join('; ')}`, LONGEST);
}

function secondsOf(trials: readonly RecordedTrial[]): number {
  return trials.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
}
