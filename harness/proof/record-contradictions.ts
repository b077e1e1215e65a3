import { type CapabilitySet, formatMask, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { answerTrials } from '../record/answer-trials.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import type { RecordedTrial } from '../record/trials-of-set.ts';
import { ANSWERS } from '../vocabulary/answer.ts';
import { cacheGroups } from './cache-groups.ts';
import { profileOf } from './derive-record.ts';
import { answerContradictions } from './recorded/answer-contradictions.ts';
import { REFERENCE_BUILDS } from './reference-state.ts';

/**
 * Where a record claims what its own trials do not show, each with its field. It is all that can be found without the journal: a record
 * whose trials were forged to fit has none.
 */
export function recordContradictions({ cases, profile, together, run, builder }: RunRecord): string[] {
  const alwaysGranted = setOfNames(builder.alwaysGranted);
  return [
    ...cases.flatMap((one, index) =>
      caseContradictions(one, { alwaysGranted, confirm: run.policy.confirm }).map((text) => `cases[${index}].${text}`),
    ),
    ...ANSWERS.flatMap((answer) =>
      isSame(profile[answer], profileOf(cases, answer)) ? [] : [`profile.${answer}: it does not follow from the cases`],
    ),
    ...(isSame(together ?? [], cacheGroups(cases)) ? [] : ['together: it does not follow from the cases']),
  ];
}

interface CaseTerms {
  readonly alwaysGranted: CapabilitySet;
  /** How many agreeing trials a failure needs at least. */
  readonly confirm: number;
}

function caseContradictions(one: CaseRecord, terms: CaseTerms): string[] {
  return [
    ...trialContradictions(one, terms),
    ...unknownTrials(one),
    ...statusContradictions(one),
    ...ANSWERS.flatMap((answer) =>
      answerContradictions(one, answer, one.trials.confirm).map((text) => `${answer}.${text}`),
    ),
    ...lossContradictions(one),
    ...variationContradictions(one, terms),
  ];
}

function trialContradictions({ trials }: CaseRecord, { alwaysGranted }: CaseTerms): string[] {
  const ids = new Set<string>();
  return trials.all.flatMap(({ id, set, verdict, capBnd, shown }, index) => {
    const field = `trials.all[${index}]`;
    const isTold = ids.has(id);
    ids.add(id);
    const granted = formatMask(union(setOfNames(set), alwaysGranted));
    const isConclusive = ['faithful', 'degraded', 'failed', 'timeout'].includes(verdict);
    return [
      ...(isTold ? [`${field}.id: there are two trials ${id}`] : []),
      ...(isConclusive && capBnd !== null && capBnd !== granted
        ? [`${field}.capBnd: it is ${capBnd}, and the set of the trial is ${granted}`]
        : []),
      ...(verdict === 'faithful' && shown.length > 0
        ? [`${field}.shown: the image is the same, and yet it tells a difference`]
        : []),
      ...(verdict === 'degraded' && shown.length === 0
        ? [`${field}.shown: the image differs, and no difference is told`]
        : []),
    ];
  });
}

/** Trials that are named, and are not there. */
function unknownTrials({ losses, violations, faithful, exitZero, variations, trials }: CaseRecord): string[] {
  const known = new Set(trials.all.map(({ id }) => id));
  const named: (readonly [field: string, trials: readonly string[]])[] = [
    ...losses.map((loss, index) => [`losses[${index}]`, loss.trials] as const),
    ...violations.map((violation, index) => [`violations[${index}]`, violation.trials] as const),
    ...[faithful, exitZero].flatMap(({ cover }) => cover?.cubes ?? []).map((cube) => ['cover', cube.trials] as const),
    ...variations.flatMap(({ sets }, index) => sets.map((set) => [`variations[${index}]`, set.trials] as const)),
  ];
  return named.flatMap(([field, ids]) =>
    ids.filter((id) => !known.has(id)).map((id) => `${field}.trials: there is no trial ${id}`),
  );
}

function statusContradictions(one: CaseRecord): string[] {
  const { status, faithful, exitZero, universe, trials } = one;
  const own = answerTrials(one);
  const all = setOfNames(universe);
  const built = own.filter(({ set, verdict }) => isBuilt(verdict) && setOfNames(set) === all);
  const isAnswered = faithful.minimalSets.length > 0 || exitZero.minimalSets.length > 0;
  const isTampered = own.some(({ verdict }) => verdict === 'tampered');
  return [
    ...(status === 'proven' && !(faithful.complete && exitZero.complete)
      ? ['status: it is proven without two complete answers']
      : []),
    ...(isAnswered && built.length < REFERENCE_BUILDS
      ? [`faithful: there are minimal sets, and ${built.length} of ${REFERENCE_BUILDS} reference builds`]
      : []),
    ...(isTampered && (isAnswered || status === 'proven')
      ? ['status: a build tampered with its trial, and yet there is an answer']
      : []),
    ...(trials.count === own.length ? [] : [`trials.count: it is ${trials.count}, and there are ${own.length}`]),
  ];
}

function isBuilt(verdict: RecordedTrial['verdict']): boolean {
  return verdict === 'faithful' || verdict === 'degraded';
}

function lossContradictions({ losses, faithful, trials }: CaseRecord): string[] {
  const byId = new Map(trials.all.map((trial) => [trial.id, trial]));
  return losses.flatMap(({ capability, set, verdict, trials: ids }, index) => {
    const shown = ids.flatMap((id) => byId.get(id) ?? []);
    const isNeeded = faithful.minimalSets.some((minimal) => minimal.includes(capability));
    const isShown = shown.some((trial) => trial.verdict === verdict && isSame(trial.set, set));
    const isWithout = shown.every((trial) => !trial.set.includes(capability));
    const field = `losses[${index}]`;
    return [
      ...(isNeeded ? [] : [`${field}: ${capability} is in no minimal set`]),
      ...(isShown && isWithout ? [] : [`${field}: its trials do not show it`]),
    ];
  });
}

/** A search under a variation is held against its own trials, as if it were a case of its own. */
function variationContradictions(one: CaseRecord, { confirm }: CaseTerms): string[] {
  return one.variations.flatMap(({ variation, answer, sets }, index) => {
    const own = one.trials.all.filter((trial) => trial.variation === variation && trial.purpose !== 'fill');
    const wrong = sets.filter(({ set, verdict, trials }) => !isShownBy(own, set, { verdict, trials }));
    const all = own.map((trial) => ({ ...trial, variation: null }));
    const asCase =
      answer === null
        ? undefined
        : { ...one, faithful: answer, flaky: [], violations: [], trials: { ...one.trials, all } };
    return [
      ...wrong.map((_, at) => `variations[${index}].sets[${at}]: its trials do not show it`),
      ...(asCase === undefined ? [] : answerContradictions(asCase, 'faithful', confirm)).map(
        (text) => `variations[${index}].answer.${text}`,
      ),
    ];
  });
}

function isShownBy(
  own: readonly RecordedTrial[],
  set: readonly string[],
  { verdict, trials }: Pick<CaseRecord['variations'][number]['sets'][number], 'verdict' | 'trials'>,
): boolean {
  return own.some((trial) => trials.includes(trial.id) && trial.verdict === verdict && isSame(trial.set, set));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
