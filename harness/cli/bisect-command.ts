import { basename } from 'node:path';
import { type Attempt, type AttemptEnd, type BisectedCase, bisectCases } from '../comparison/bisect-cases.ts';
import { bisectionJson } from '../comparison/bisection-json.ts';
import { bisectionText } from '../comparison/bisection-text.ts';
import { planContext } from '../corpus/plan-context.ts';
import { HarnessError } from '../errors.ts';
import { isFlaky } from './answered-exit-code.ts';
import { displayPath } from './display-path.ts';
import { executorOf, type NamedExecutor } from './executor-name.ts';
import { type ExecutorRunOptions, runOnExecutor } from './executor-run.ts';
import { freshDirectory } from './fresh-directory.ts';
import { print, tell } from './output.ts';
import { findRequestedCases } from './requested-cases.ts';
import { tryExecutors } from './try-executors.ts';

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

/** What all runs of a bisection share. */
interface Bench {
  readonly executors: readonly NamedExecutor[];
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
  const bench = { executors, paths, options, out: await freshDirectory(options.out) };
  await tryExecutors(executors.filter((_, position) => isEnd(executors, position)));
  const bisected = await bisectCases({
    executors: executors.length,
    ids: cases.map(({ id }) => id),
    attempt: (attempt) => tryExecutor(bench, attempt),
  });
  if (bisected === undefined) return 130;
  const names = executors.map(({ name }) => name);
  print(options.json === true ? bisectionJson(bisected, names) : bisectionText(bisected, names));
  tell(`\nruns: ${displayPath(bench.out)}/`);
  const findings = bisected.flatMap(({ found }) => [...found.values()]);
  return options.failOnFlaky === true && isFlaky(findings) ? 4 : exitCodeOf(bisected);
}

/** Runs the cases that ask for this executor; one between the ends may turn out to be unusable. */
async function tryExecutor({ executors, paths, options, out }: Bench, attempt: Attempt): Promise<AttemptEnd> {
  const { position, earlier, ids, priors } = attempt;
  const executor = executors[position];
  if (executor === undefined) throw new Error(`no executor at ${position}`);
  tell(`\n${executor.name}: ${ids.join(', ')}`);
  const name = `${String(earlier + 1).padStart(2, '0')}-${basename(executor.name).replace(/[^\w.-]/g, '-')}`;
  try {
    const { record, interrupted } = await runOnExecutor(executor, {
      paths,
      options,
      directory: `${out}/${name}`,
      priors,
      select: (cases) => cases.filter(({ id }) => ids.includes(id)),
    });
    return interrupted ? 'interrupted' : record;
  } catch (thrown) {
    if (!(thrown instanceof HarnessError) || isEnd(executors, position)) throw thrown;
    tell(`skipped, it cannot be used: ${thrown.message}`);
    return 'unusable';
  }
}

function isEnd(executors: readonly NamedExecutor[], position: number): boolean {
  return position === 0 || position === executors.length - 1;
}

/** 0 the same at both ends everywhere, 1 something changed, 3 nothing is known to have changed, but some case has no verdict. */
function exitCodeOf(cases: readonly BisectedCase[]): 0 | 1 | 3 {
  if (cases.some(({ end }) => end.kind === 'found')) return 1;
  return cases.every(({ end }) => end.kind === 'unchanged') ? 0 : 3;
}

function assertDistinct(executors: readonly NamedExecutor[]): void {
  const names = executors.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new HarnessError('BAD_INPUT', `The executor ${twice} was named twice`, {
    hint: 'Name each executor once, in their order: --from OLDEST --between X,Y --to NEWEST.',
  });
}
