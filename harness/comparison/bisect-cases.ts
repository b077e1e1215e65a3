import type { CaseRecord, RunRecord } from '../record/record.ts';
import { type Bisection, bisectionOf, nearestAnswer, nextPosition, type Tried } from './bisection.ts';
import { comparableSets } from './compare-answers.ts';

/** Cases to be tried with one of the executors. */
export interface Attempt {
  /** The position of the executor in the list. */
  readonly position: number;
  /** How many executors were tried before. */
  readonly earlier: number;
  readonly ids: readonly string[];
  /** What the nearest executor needed, case by case: where nothing changed, asking that first costs least. */
  readonly priors: readonly RunRecord[];
}

/** What became of an attempt; an executor that cannot be used is gone around. */
export type AttemptEnd = RunRecord | 'unusable' | 'interrupted';

/** Executors in their order, and cases. */
export interface BisectionTask {
  readonly executors: number;
  readonly ids: readonly string[];
  readonly attempt: (attempt: Attempt) => Promise<AttemptEnd>;
}

/** How the bisection of one case ended. */
export interface BisectedCase {
  readonly id: string;
  readonly end: Exclude<Bisection, { kind: 'open' }>;
  /** The finding of each executor that was tried, by its position. */
  readonly found: ReadonlyMap<number, CaseRecord>;
}

interface CaseSearch {
  readonly id: string;
  readonly tried: Map<number, Tried>;
  readonly found: Map<number, CaseRecord>;
}

/**
 * Finds for each case the executor that first changed its answer. Both ends are tried on all cases, the others only on those
 * that changed between; undefined if the user interrupted it.
 */
export async function bisectCases({ executors, ids, attempt }: BisectionTask): Promise<BisectedCase[] | undefined> {
  const searches = ids.map((id): CaseSearch => ({ id, tried: new Map(), found: new Map() }));
  const standing = ({ tried }: CaseSearch): Bisection => bisectionOf(executors, tried);
  let any: RunRecord | undefined;
  for (let earlier = 0; ; earlier += 1) {
    const position = nextPosition(searches.map(standing));
    if (position === undefined) break;
    const asking = searches.filter((one) => {
      const now = standing(one);
      return now.kind === 'open' && now.next === position;
    });
    const priors = priorsFor(asking, position, any);
    const end = await attempt({ position, earlier, ids: asking.map(({ id }) => id), priors });
    if (end === 'interrupted') return undefined;
    for (const one of asking) note(one, position, end);
    if (end !== 'unusable') any = end;
  }
  return searches.map((one) => ({ id: one.id, end: ended(standing(one)), found: one.found }));
}

/** How many builds a bisection took. */
export function buildsOf(cases: readonly BisectedCase[]): number {
  return cases.flatMap(({ found }) => [...found.values()]).reduce((sum, { trials }) => sum + trials.count, 0);
}

function note({ id, tried, found }: CaseSearch, position: number, end: Exclude<AttemptEnd, 'interrupted'>): void {
  const finding = end === 'unusable' ? undefined : end.cases.find((one) => one.id === id);
  const key = finding === undefined ? undefined : answerKey(finding);
  if (finding !== undefined) found.set(position, finding);
  tried.set(position, key === undefined ? { kind: 'skipped' } : { kind: 'answer', key });
}

/** Both answers of a case as one key; undefined where there is no verdict. */
function answerKey(one: CaseRecord): string | undefined {
  const [faithful, exitZero] = [comparableSets(one, 'faithful'), comparableSets(one, 'exitZero')];
  return faithful === undefined || exitZero === undefined ? undefined : JSON.stringify([faithful, exitZero]);
}

/** Findings of several executors in the form of one record. */
function priorsFor(asking: readonly CaseSearch[], position: number, any: RunRecord | undefined): RunRecord[] {
  const cases = asking.flatMap(({ tried, found }) => found.get(nearestAnswer(tried, position) ?? -1) ?? []);
  return any === undefined || cases.length === 0 ? [] : [{ ...any, cases }];
}

function ended(bisection: Bisection): BisectedCase['end'] {
  if (bisection.kind === 'open') throw new Error('the bisection is not at its end');
  return bisection;
}
