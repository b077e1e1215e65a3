import { basename } from 'node:path';
import { type Attempt, type AttemptEnd, type BisectedCase, bisectCases } from '../comparison/bisect-cases.ts';
import { HarnessError } from '../errors.ts';
import { withPrivateDirectory } from '../files/private-directory.ts';
import { forBuilder, forCases } from '../plan/narrowed.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';
import type { NamedExecutor } from './executor-name.ts';
import type { Runner } from './run-order.ts';

/** What a bisection needs. */
export interface BisectionRequest {
  readonly plan: RunPlan;
  /** In their order, the ends included. */
  readonly executors: readonly NamedExecutor[];
  /** Where the runs are kept. */
  readonly directory: string;
  readonly run: Runner;
  /** Hears which executor is tried on which cases, and which is passed over. */
  readonly tell: (text: string) => void;
}

/**
 * Finds for each case the executor that first changed what it needs; undefined if the user interrupted it.
 *
 * @throws HarnessError for an end that cannot be used; another executor that cannot is passed over.
 */
export async function bisectRuns(request: BisectionRequest): Promise<BisectedCase[] | undefined> {
  return withPrivateDirectory(request.directory, () =>
    bisectCases({
      executors: request.executors.length,
      ids: request.plan.question.cases.map(({ id }) => id),
      attempt: (attempt) => tryExecutor(request, attempt),
    }),
  );
}

/** The two ends, which have to be usable. */
export function endsOf(executors: readonly NamedExecutor[]): NamedExecutor[] {
  return executors.filter((_, position) => isEnd(executors, position));
}

/**
 * Refuses an executor that is named twice.
 *
 * @throws HarnessError
 */
export function assertDistinct(executors: readonly NamedExecutor[]): void {
  const names = executors.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new HarnessError('OPTIONS_CONFLICT', `The executor ${twice} was given twice`, {
    hint: 'Give each executor once, in order: --from OLDEST --between X,Y --to NEWEST.',
  });
}

/** Runs the cases that ask for this executor; one between the ends may turn out to be unusable. */
async function tryExecutor(
  { plan, executors, directory, run, tell }: BisectionRequest,
  { position, earlier, ids, priors }: Attempt,
): Promise<AttemptEnd> {
  const executor = executors[position];
  if (executor === undefined) throw new Error(`no executor at ${position}`);
  tell(`\n${executor.name}: ${ids.join(', ')}`);
  const name = `${String(earlier + 1).padStart(2, '0')}-${basename(executor.name).replace(/[^\w.-]/g, '-')}`;
  try {
    const { record, interrupted } = await run({
      plan: forBuilder(forCases(plan, ids), executor.request),
      records: priors,
      directory: `${directory}/${name}`,
    });
    return interrupted ? 'interrupted' : record;
  } catch (thrown) {
    if (!(thrown instanceof HarnessError) || isEnd(executors, position)) throw thrown;
    tell(`skipped, because it cannot be used: ${thrown.message}`);
    return 'unusable';
  }
}

function isEnd(executors: readonly NamedExecutor[], position: number): boolean {
  return position === 0 || position === executors.length - 1;
}
