import { KANIKO_SETTING_RULES } from '../../builders/kaniko/kaniko-setting-rules.ts';
import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import { type ErrorCode, HarnessError } from '../../errors.ts';
import type { Question } from '../../manifest/model/declared-build.ts';
import type { ManifestProblem } from '../../manifest/model/problem.ts';
import type { GivenAnswers, ManifestFile } from '../../manifest/model/system.ts';
import { type ManifestReading, readManifests } from '../../manifest/read-manifests.ts';
import type { RunRecord } from '../../record/record.ts';
import type { BuilderRequest } from '../../vocabulary/run-plan.ts';
import { planCases, type RunWish } from '../planning/plan-run.ts';
import type { FinishedRun, Runner } from '../run-order.ts';
import { problemsOfFound, unbuiltDockerfiles } from './find-manifests.ts';
import { type AuditedPlan, planAudit } from './plan-audit.ts';

/** What is to be audited, and how. */
export interface AuditRequest {
  readonly manifests: readonly ManifestFile[];
  /** The directories in which the manifests were found; undefined where each was named. */
  readonly foundIn: readonly string[] | undefined;
  readonly given: Omit<GivenAnswers, 'reachesBuilder'>;
  /** What the command line sets of every build besides its manifest. */
  readonly overrides: CaseOverrides;
  /** How trials are run. The builder is the one that the command line names; `any` for the one of the manifest. */
  readonly wish: Omit<RunWish, 'paths' | 'overrides'>;
  readonly run: Runner;
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
  const { manifests, overrides, wish, run, warn } = request;
  const given = { ...request.given, reachesBuilder: (name: string) => !KANIKO_SETTING_RULES.flags.has(name) };
  const { builds, problems: all } = readManifests(manifests, given);
  const problems = request.foundIn === undefined ? all : problemsOfFound(all, manifests);
  const plan = await planAudit(builds, {
    given,
    overrides,
    rules: KANIKO_SETTING_RULES,
    contextLimitBytes: wish.conduct.contextLimitBytes,
    environment: wish.environment,
    warn,
  });
  const runs: FinishedRun[] = [];
  let audited = plan.builds;
  for (const [builder, ids] of casesByBuilder(plan.builds, wish.conduct.builder)) {
    const cases = plan.cases.filter(({ id }) => ids.has(id));
    try {
      const planned = await planCases(
        { cases, invalid: [] },
        { ...wish, overrides, conduct: { ...wish.conduct, builder } },
        warn,
      );
      const finished = await run(planned);
      runs.push(finished);
      if (finished.interrupted) break;
    } catch (error) {
      const question = builderQuestion(error);
      if (question === undefined) throw error;
      audited = audited.map((one) => (one.cases.some((id) => ids.has(id)) ? notTried(one, question) : one));
    }
  }
  const unbuilt = request.foundIn === undefined ? [] : await unbuiltDockerfiles(request.foundIn, plan.builds);
  return { builds: audited, problems, manifests: toldManifests(request, { builds, problems }), unbuilt, runs };
}

function toldManifests(
  { manifests, foundIn }: AuditRequest,
  { builds, problems }: Pick<ManifestReading, 'builds' | 'problems'>,
): string[] {
  const told = new Set([...builds, ...problems].map(({ place }) => place.file));
  return manifests.map(({ file }) => file).filter((file) => foundIn === undefined || told.has(file));
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

function builderQuestion(error: unknown): Omit<Question, 'place'> | undefined {
  if (!(error instanceof HarnessError) || !OF_THE_BUILDER.includes(error.code)) return undefined;
  return { name: 'builder', answer: error.hint ?? '--builder IMAGE', because: `${error.message}.` };
}

function notTried(one: AuditedPlan, question: Omit<Question, 'place'>): AuditedPlan {
  const { image, place } = one.build;
  return { ...one, cases: [], asked: [...one.asked, { ...question, place: image?.place ?? place }] };
}

/** Which cases are tried with which builder: the one that was asked for, else the one that each manifest names. */
function casesByBuilder(
  builds: readonly AuditedPlan[],
  asked: BuilderRequest,
): Map<BuilderRequest, ReadonlySet<string>> {
  const groups = new Map<string, { readonly builder: BuilderRequest; readonly ids: Set<string> }>();
  for (const { build, cases } of builds) {
    if (cases.length === 0) continue;
    const reference = build.image?.value;
    const builder: BuilderRequest =
      asked.kind !== 'any' || reference === undefined ? asked : { kind: 'image', reference };
    const key = JSON.stringify(builder);
    const group = groups.get(key) ?? { builder, ids: new Set() };
    for (const id of cases) group.ids.add(id);
    groups.set(key, group);
  }
  return new Map([...groups.values()].map(({ builder, ids }) => [builder, ids]));
}

/** The records of an audit. */
export function recordsOf({ runs }: Pick<FinishedAudit, 'runs'>): readonly RunRecord[] {
  return runs.map(({ record }) => record);
}
