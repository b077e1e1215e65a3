import { formatMask, isSubset, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { cacheGroups } from '../../proof/cache-groups.ts';
import { profileOf } from '../../proof/derive-record.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import type { RecordedTrial } from '../../record/trials-of-set.ts';
import { trialOf } from './records.ts';

/** The record with trials that show what its cases claim, as a reader of a record without a journal asks for. */
export function shownRecord(record: RunRecord): RunRecord {
  const cases = record.cases.map(shownCase);
  const groups = cacheGroups(cases);
  return {
    ...record,
    cases,
    profile: { faithful: profileOf(cases, 'faithful'), exitZero: profileOf(cases, 'exitZero') },
    ...(groups.length > 0 && { together: groups }),
  };
}

function shownCase(one: CaseRecord): CaseRecord {
  const all: RecordedTrial[] = one.trials.all.map((trial) => ({ ...trial, capBnd: formatMask(setOfNames(trial.set)) }));
  const { faithful, exitZero, flaky, universe } = one;
  const isAnswered = faithful.minimalSets.length > 0;
  const wanted = [
    ...(isAnswered ? [universe] : []),
    ...[faithful, exitZero].flatMap(({ minimalSets, maximalFailingSets }) => [...minimalSets, ...maximalFailingSets]),
  ];
  for (const names of wanted) {
    const own = (): number => all.filter(({ set }) => set.join() === names.join()).length;
    while (own() < one.trials.confirm) all.push(shownTrial(one, names, all.length + 1));
  }
  for (const { set } of flaky) {
    all.push(shownTrial(one, set, all.length + 1));
    all.push({ ...shownTrial(one, set, all.length + 1), verdict: 'failed', shown: ['no'] });
  }
  const losses = one.losses.flatMap((loss) => {
    const trials = all.filter(({ set, verdict }) => verdict !== 'faithful' && !set.includes(loss.capability));
    const largest = trials.toSorted((a, b) => b.set.length - a.set.length)[0];
    const isNeeded = faithful.minimalSets.some((minimal) => minimal.includes(loss.capability));
    if (largest === undefined || !isNeeded) return [];
    const same = trials.filter(({ set }) => set.join() === largest.set.join());
    const verdict: 'degraded' | 'failed' = largest.verdict === 'degraded' ? 'degraded' : 'failed';
    return [{ ...loss, set: largest.set, verdict, trials: same.map(({ id }) => id) }];
  });
  return { ...one, losses, trials: { ...one.trials, count: all.length, all } };
}

/** A build with this set does what the borders of the case say. */
function shownTrial({ faithful, exitZero }: CaseRecord, names: readonly string[], number: number): RecordedTrial {
  const set = setOfNames(names);
  const isAbove = (minimalSets: readonly (readonly string[])[]): boolean =>
    minimalSets.some((minimal) => isSubset(setOfNames(minimal), set));
  const verdict = isAbove(faithful.minimalSets) ? 'faithful' : isAbove(exitZero.minimalSets) ? 'degraded' : 'failed';
  const shown = { faithful: [], degraded: ['/tool differs'], failed: ['operation not permitted'] }[verdict];
  const id = `t1${String(number).padStart(3, '0')}`;
  return trialOf({ id, set: namesOf(set), verdict, shown, capBnd: formatMask(set) });
}
