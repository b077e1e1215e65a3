import { KANIKO_SETTING_RULES } from '../../builders/kaniko/kaniko-setting-rules.ts';
import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import { type ErrorCode, HarnessError } from '../../errors.ts';
import type { UserQuestion } from '../../manifest/model/declared-build.ts';
import type { ManifestProblem } from '../../manifest/model/problem.ts';
import type { GivenAnswers, ManifestFile } from '../../manifest/model/system.ts';
import { type ManifestReading, readManifests } from '../../manifest/read-manifests.ts';
import type { RunRecord } from '../../record/record.ts';
import type { BuilderRequest } from '../../vocabulary/run-plan.ts';
import { planCases, type RunWish } from '../planning/plan-run.ts';
import type { FinishedRun, Runner } from '../run-order.ts';
import { problemsOfFound, unbuiltDockerfiles } from './find-manifests.ts';
import { type AuditedPlan, type PlannedAudit, planAudit } from './plan-audit.ts';

/** What is to be audited, and how. */
export interface AuditRequest {
  readonly manifests: readonly ManifestFile[];
  /** Named files that were not read. */
  readonly unread: readonly ManifestProblem[];
  /** The directories in which the manifests were found; undefined where each was named. */
  readonly foundIn: readonly string[] | undefined;
  readonly given: Omit<GivenAnswers, 'reachesBuilder'>;
  /** What the command line sets of every build besides its manifest. */
  readonly overrides: CaseOverrides;
  /** How trials are run. The builder is the one that the command line names; `any` for the one of the manifest. */
  readonly wish: Omit<RunWish, 'paths' | 'overrides'>;
  readonly run: Runner;
  /** The directory of the run; of several runs that of the first, and the others beside it. @default a new one for each */
  readonly out?: string | undefined;
  readonly warn: (text: string) => void;
}

/** What an audit found. */
export interface FinishedAudit {
  readonly builds: readonly AuditedPlan[];
  readonly problems: readonly ManifestProblem[];
  /** The manifests that have builds or problems; all where each was named. */
  readonly manifests: readonly string[];
  /** Dockerfiles that no manifest builds, where they were looked for. */
  readonly unbuilt: readonly string[];
  /** One for each executor; none where no build could be tried. */
  readonly runs: readonly FinishedRun[];
}

/** Reads manifests, tries their builds with exactly their configuration, and gives what was found. */
export async function auditManifests(request: AuditRequest): Promise<FinishedAudit> {
  const { manifests, overrides, wish, warn } = request;
  const given = { ...request.given, reachesBuilder: (name: string) => !KANIKO_SETTING_RULES.flags.has(name) };
  const { builds, problems: all } = readManifests(manifests, given);
  const read = request.foundIn === undefined ? all : problemsOfFound(all, manifests);
  const problems = [...read, ...request.unread];
  const plan = await planAudit(builds, {
    given,
    overrides,
    rules: KANIKO_SETTING_RULES,
    contextLimitBytes: wish.conduct.contextLimitBytes,
    environment: wish.environment,
    warn,
  });
  const { runs, audited } = await runAll(plan, request);
  const unbuilt = request.foundIn === undefined ? [] : await unbuiltDockerfiles(request.foundIn, plan.builds);
  return { builds: audited, problems, manifests: toldManifests(request, { builds, problems }), unbuilt, runs };
}

/** Runs the cases of an audit. Where an executor cannot be used for some of its builds, each of them is run by itself. */
async function runAll(
  plan: PlannedAudit,
  { overrides, wish, run, warn, out }: AuditRequest,
): Promise<{ readonly runs: FinishedRun[]; readonly audited: readonly AuditedPlan[] }> {
  const runs: FinishedRun[] = [];
  let audited = plan.builds;
  let count = 0;
  const pending = groupsByBuilder(plan.builds, wish.conduct.builder);
  for (let group = pending.shift(); group !== undefined; group = pending.shift()) {
    const { builder, builds } = group;
    const ids = new Set(builds.flatMap(({ cases }) => cases));
    const cases = plan.cases.filter(({ id }) => ids.has(id));
    count += 1;
    // A directory holds one run.
    const directory = out === undefined || count === 1 ? out : `${out}.${count}`;
    try {
      const planned = await planCases(
        { cases, invalid: [] },
        { ...wish, overrides, conduct: { ...wish.conduct, builder } },
        warn,
      );
      const finished = await run({ ...planned, directory });
      runs.push(finished);
      if (finished.interrupted) break;
    } catch (error) {
      const question = builderQuestion(error);
      if (question === undefined) throw error;
      if (builds.length > 1 && isOfOneBuild(error))
        pending.unshift(...builds.map((one) => ({ builder, builds: [one] })));
      else audited = audited.map((one) => (builds.includes(one) ? notTried(one, question) : one));
    }
  }
  return { runs, audited };
}

/** Whether other builds may have no part in an error. */
function isOfOneBuild(error: unknown): boolean {
  return (
    error instanceof HarnessError && ['UNKNOWN_FLAG', 'BAD_CONFIGURATION', 'EXECUTOR_UNSUITABLE'].includes(error.code)
  );
}

function toldManifests(
  { manifests, unread, foundIn }: AuditRequest,
  { builds, problems }: Pick<ManifestReading, 'builds' | 'problems'>,
): string[] {
  const told = new Set([...builds, ...problems].map(({ place }) => place.file));
  const files = [...manifests.map(({ file }) => file), ...unread.map(({ place }) => place.file)];
  return files.filter((file) => foundIn === undefined || told.has(file));
}

/** What is wrong with an executor alone: other builds of the manifests may have another one. */
const OF_THE_BUILDER: readonly ErrorCode[] = [
  'BUILDER_UNAVAILABLE',
  'NOT_AN_EXECUTOR',
  'EXECUTOR_UNSUITABLE',
  'EXECUTOR_UNREADABLE',
  'UNKNOWN_FLAG',
  'BAD_CONFIGURATION',
];

function builderQuestion(error: unknown): Omit<UserQuestion, 'place'> | undefined {
  if (!(error instanceof HarnessError) || !OF_THE_BUILDER.includes(error.code)) return undefined;
  return { name: 'builder', answer: error.hint ?? '--builder IMAGE', because: `${error.message}.` };
}

function notTried(one: AuditedPlan, question: Omit<UserQuestion, 'place'>): AuditedPlan {
  const { image, place } = one.build;
  return { ...one, cases: [], asked: [...one.asked, { ...question, place: image?.place ?? place }] };
}

/** Builds that are tried with one executor. */
interface BuilderGroup {
  readonly builder: BuilderRequest;
  readonly builds: readonly AuditedPlan[];
}

/** Which builds are tried with which executor: the one that was asked for, else the one that each manifest names. */
function groupsByBuilder(builds: readonly AuditedPlan[], asked: BuilderRequest): BuilderGroup[] {
  const groups = new Map<string, { readonly builder: BuilderRequest; readonly builds: AuditedPlan[] }>();
  for (const one of builds) {
    if (one.cases.length === 0) continue;
    const reference = one.build.image?.value;
    const builder: BuilderRequest =
      asked.kind !== 'any' || reference === undefined ? asked : { kind: 'image', reference };
    const key = JSON.stringify(builder);
    const group = groups.get(key) ?? { builder, builds: [] };
    group.builds.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The records of an audit. */
export function recordsOf({ runs }: Pick<FinishedAudit, 'runs'>): readonly RunRecord[] {
  return runs.map(({ record }) => record);
}
