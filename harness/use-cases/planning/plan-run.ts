import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import type { ValueSources } from '../../corpus/configuration/read-argument.ts';
import type { Shard } from '../../corpus/shard-cases.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { REFERENCE_BUILDS } from '../../proof/reference-state.ts';
import type { RunRecord } from '../../record/record.ts';
import { countOf } from '../../text/plain-text.ts';
import type { Case } from '../../vocabulary/case.ts';
import { type BuilderRequest, PLAN_VERSION, type RunPlan, type RunTask } from '../../vocabulary/run-plan.ts';
import type { RunPolicy } from '../../vocabulary/run-policy.ts';
import { assertTriable } from './exhaustive-limits.ts';
import { warnOfForeignContext } from './foreign-context.ts';
import { warnOfMountedPaths } from './mounted-context.ts';
import { warnOfSecrets } from './mounted-secrets.ts';
import { planShard } from './plan-shard.ts';
import { readPriors } from './read-priors.ts';
import { shortTimeText } from './short-time.ts';
import { type UsableCases, usableCases } from './usable-cases.ts';

/** A run as somebody asks for it, in the words of the domain; its paths are relative to the working directory. */
export interface RunWish {
  /** Where the cases are; the working directory's without any. */
  readonly paths: readonly string[];
  /** What goes before each case's own settings. */
  readonly overrides: CaseOverrides;
  readonly task: RunTask;
  readonly policy: RunPolicy;
  readonly substitutes: Readonly<Record<string, string>>;
  readonly conduct: RunPlan['conduct'];
  readonly shard: Shard | undefined;
  readonly environment: ValueSources['environment'];
}

/** A run that is ready to begin. */
export interface PlannedRun {
  readonly plan: RunPlan;
  /** The earlier records that guide it. */
  readonly records: readonly RunRecord[];
  /** The build arguments of the command line, for those whose values the plan leaves out. */
  readonly givenArguments: ValueSources['givenArguments'];
}

/**
 * Finds the cases of a run, once, and all that is wrong with the request before anything is asked of an engine: nobody should
 * wait for a pull to learn of a typo. `warn` hears of what is left out.
 *
 * @throws HarnessError naming what cannot be used.
 */
export async function planRun(wish: RunWish, warn: (text: string) => void): Promise<PlannedRun> {
  const pack = { sizeLimitBytes: wish.conduct.contextLimitBytes };
  const givenArguments = wish.overrides.buildArguments ?? {};
  return planCases(await usableCases(wish, { pack, givenArguments }, warn), wish, warn);
}

/**
 * The same for cases that are known already, and that can be used.
 *
 * @throws HarnessError naming what cannot be used.
 */
export async function planCases(
  { cases, invalid }: UsableCases,
  wish: Omit<RunWish, 'paths'>,
  warn: (text: string) => void,
): Promise<PlannedRun> {
  const { policy, task, shard } = wish;
  const conduct = withAbsolutePaths(wish.conduct);
  const pack = { sizeLimitBytes: conduct.contextLimitBytes };
  await assertReadable(conduct.builder);
  assertTriable(cases, task);
  assertRoomForReferences(policy, cases);
  for (const one of cases) {
    warnOfForeignContext(one, warn);
    warnOfMountedPaths(one, warn);
    warnOfSecrets(one, warn);
  }
  const records = await readGuides({ cases, conduct, policy }, warn);
  const plan: RunPlan = {
    planVersion: PLAN_VERSION,
    begunIn: process.cwd(),
    question: { cases, invalid, task, policy, substitutes: wish.substitutes },
    conduct,
    shard: shard === undefined ? null : await planShard(cases, shard, { records, pack }),
  };
  return { plan, records, givenArguments: wish.overrides.buildArguments ?? {} };
}

/** The earlier records that a plan names, each held against its cases. */
export async function readGuides(
  {
    cases,
    conduct,
    policy,
  }: { readonly cases: readonly Case[]; readonly conduct: RunPlan['conduct'] } & {
    readonly policy: RunPolicy;
  },
  warn: (text: string) => void,
): Promise<RunRecord[]> {
  const { records: paths, mismatch } = conduct.guesses;
  const records = await readPriors(paths, { cases, mismatch, warn });
  const [first] = records;
  if (first === undefined || policy.maxTimeMs === null) return records;
  const warning = shortTimeText({ maxTimeMs: policy.maxTimeMs, cases, jobs: conduct.jobs ?? undefined }, first);
  if (warning !== undefined) warn(warning);
  return records;
}

function withAbsolutePaths(conduct: RunPlan['conduct']): RunPlan['conduct'] {
  const { builder, guesses } = conduct;
  return {
    ...conduct,
    builder: builder.kind === 'binary' ? { ...builder, path: resolve(builder.path) } : builder,
    guesses: { ...guesses, records: guesses.records.map((path) => resolve(path)) },
  };
}

function assertRoomForReferences({ maxTrials }: RunPolicy, cases: readonly Case[]): void {
  const filled = cases.filter(({ configuration }) => configuration.cache === 'warm');
  const least = REFERENCE_BUILDS * (cases.length + filled.length);
  if (maxTrials === null || maxTrials > least) return;
  throw new HarnessError(
    'BUDGET_TOO_SMALL',
    `--max-trials ${maxTrials} leaves no trial for the search: the reference builds of ${countOf(cases.length, 'case')} take ${least}`,
    { hint: `Allow more than ${least}, or give fewer Dockerfiles.` },
  );
}

async function assertReadable(builder: BuilderRequest): Promise<void> {
  if (builder.kind !== 'binary') return;
  await access(builder.path, constants.R_OK).catch((cause: unknown) => {
    const hint = 'Give the path of a Kaniko executor.';
    const message = `Cannot read the executor ${displayPath(builder.path)}: ${messageOf(cause)}`;
    throw new HarnessError('EXECUTOR_UNREADABLE', message, { cause, hint });
  });
}
