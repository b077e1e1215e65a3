import { basename } from 'node:path';
import {
  type Bisection,
  bisect as bisectCase,
  nearestAnswer,
  nextPosition,
  type Tried,
} from '../comparison/bisection.ts';
import { answerKey, type BisectedCase, bisectionText } from '../comparison/bisection-text.ts';
import type { Case } from '../corpus/case.ts';
import { planContext } from '../corpus/plan-context.ts';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { executorOf, type NamedExecutor } from './executor-name.ts';
import { type ExecutorRunOptions, runOnExecutor } from './executor-run.ts';
import { freshDirectory } from './fresh-directory.ts';
import { print, tell } from './output.ts';
import { findRequestedCases } from './requested-cases.ts';

/** The options of `bisect`. */
export type BisectOptions = ExecutorRunOptions & {
  readonly from: string;
  readonly to: string;
  /** The executors between, in order. */
  readonly between?: readonly string[];
};

/** Reads `X,Y,Z`. */
export function executorList(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, ...text.split(',').filter((name) => name !== '')];
}

/** What was tried of one case. */
interface CaseSearch {
  readonly id: string;
  readonly tried: Map<number, Tried>;
  readonly found: Map<number, CaseRecord>;
}

/** A bisection at work. */
interface Search {
  readonly executors: readonly NamedExecutor[];
  readonly cases: readonly CaseSearch[];
  /** The record of each run with an answer, by the position of its executor. */
  readonly records: Map<number, RunRecord>;
  readonly paths: readonly string[];
  readonly options: BisectOptions;
  readonly out: string;
}

/** Finds the executor that first changed what each case needs; gives the exit code. */
export async function bisect(paths: readonly string[], options: BisectOptions): Promise<number> {
  const { from, to, between = [] } = options;
  const executors = await Promise.all([from, ...between, to].map(executorOf));
  assertDistinct(executors);
  const cases = await findRequestedCases({ paths, options });
  for (const one of cases) await planContext(one, { sizeLimitBytes: options.contextLimit * 2 ** 20 });
  const search: Search = {
    executors,
    cases: cases.map(({ id }) => ({ id, tried: new Map(), found: new Map() })),
    records: new Map(),
    paths,
    options,
    out: await freshDirectory(options.out),
  };
  for (let round = 1; ; round += 1) {
    const position = nextPosition(search.cases.map((one) => standing(search, one)));
    if (position === undefined) break;
    if (!(await tryExecutor(search, position, round))) return 130;
  }
  return conclude(search);
}

function standing({ executors }: Search, { tried }: CaseSearch): Bisection {
  return bisectCase(executors.length, tried);
}

/** Runs the cases that ask for this executor; false if the user interrupted it. */
async function tryExecutor(search: Search, position: number, round: number): Promise<boolean> {
  const executor = search.executors[position];
  if (executor === undefined) throw new Error(`no executor at ${position}`);
  const asking = search.cases.filter((one) => {
    const now = standing(search, one);
    return now.kind === 'open' && now.next === position;
  });
  tell(`\n${executor.name}: ${asking.map(({ id }) => id).join(', ')}`);
  const outcome = await runOrSkip(search, executor, { asking, position, round });
  if (outcome === 'interrupted') return false;
  for (const one of asking) {
    const found = outcome?.cases.find(({ id }) => id === one.id);
    const key = found === undefined ? undefined : answerKey(found);
    if (found !== undefined) one.found.set(position, found);
    one.tried.set(position, key === undefined ? { kind: 'skipped' } : { kind: 'answer', key });
  }
  return true;
}

/** The record of the run; undefined for an executor that cannot be used, which an end may not be. */
async function runOrSkip(
  search: Search,
  executor: NamedExecutor,
  run: { readonly asking: readonly CaseSearch[]; readonly position: number; readonly round: number },
): Promise<RunRecord | 'interrupted' | undefined> {
  const { paths, options, out, executors } = search;
  const { asking, position, round } = run;
  const ids = new Set(asking.map(({ id }) => id));
  const name = `${String(round).padStart(2, '0')}-${basename(executor.name).replace(/[^\w.-]/g, '-')}`;
  try {
    const { record, interrupted } = await runOnExecutor(executor, {
      paths,
      options,
      directory: `${out}/${name}`,
      priors: priorsFor(search, asking, position),
      select: (cases: readonly Case[]) => cases.filter(({ id }) => ids.has(id)),
    });
    if (interrupted) return 'interrupted';
    search.records.set(round, record);
    return record;
  } catch (thrown) {
    const isEnd = position === 0 || position === executors.length - 1;
    if (!(thrown instanceof HarnessError) || isEnd) throw thrown;
    tell(`skipped, it cannot be used: ${thrown.message}`);
    return undefined;
  }
}

/** What the nearest executor needed, case by case, in the form of a record: where nothing changed, that costs the bound. */
function priorsFor(search: Search, asking: readonly CaseSearch[], position: number): RunRecord[] {
  const [any] = search.records.values();
  const cases = asking.flatMap(({ tried, found }) => found.get(nearestAnswer(tried, position) ?? -1) ?? []);
  return any === undefined || cases.length === 0 ? [] : [{ ...any, cases }];
}

/** 0 the same at both ends everywhere, 1 something changed, 3 nothing is known to have changed, but some case has no verdict. */
function conclude(search: Search): number {
  const cases = search.cases.flatMap((one): BisectedCase[] => {
    const end = standing(search, one);
    return end.kind === 'open' ? [] : [{ id: one.id, end, found: one.found }];
  });
  const names = search.executors.map(({ name }) => name);
  if (search.options.json === true) print(jsonOf(cases, names));
  else print(bisectionText(cases, names));
  tell(`\nruns: ${search.out}/`);
  if (cases.some(({ end }) => end.kind === 'found')) return 1;
  return cases.every(({ end }) => end.kind === 'unchanged') ? 0 : 3;
}

function jsonOf(cases: readonly BisectedCase[], names: readonly string[]): string {
  const told = cases.map(({ id, end, found }) => ({
    id,
    ...end,
    found: [...found].map(([position, { faithful, exitZero, status }]) => ({
      executor: names[position],
      status,
      faithful: faithful.minimalSets,
      exitZero: exitZero.minimalSets,
    })),
  }));
  return JSON.stringify({ executors: names, cases: told }, null, 2);
}

function assertDistinct(executors: readonly NamedExecutor[]): void {
  const names = executors.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new HarnessError('BAD_INPUT', `The executor ${twice} was named twice`, {
    hint: 'Name each executor once, in their order: --from OLDEST --between X,Y --to NEWEST.',
  });
}
