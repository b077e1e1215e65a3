import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ManifestProblem } from '../manifest/model/problem.ts';
import type { RunRecord } from '../record/record.ts';
import { isDenied, type JudgedBuild } from './against/against-policies.ts';
import type { AuditPatch } from './audit-patch.ts';
import type { AuditedBuild, BuildAnswer } from './audited-build.ts';

/** What the pipelines of manifests declare, and what they need. */
export interface PipelineAudit {
  /** As the user named them. */
  readonly manifests: readonly string[];
  readonly builds: readonly AuditedBuild[];
  readonly problems: readonly ManifestProblem[];
  /** Dockerfiles that no manifest builds, where a repository was looked through. */
  readonly unbuilt: readonly string[];
  /** One for each executor. */
  readonly records: readonly RunRecord[];
  /** For each manifest the smallest sets that are enough for all of its builds that have an answer. */
  readonly together: readonly ManifestSets[];
  readonly patch: AuditPatch;
  /** What the policies of a cluster say to each build; none where no policy was named. */
  readonly against: readonly JudgedBuild[];
}

/** What is enough for all builds of a manifest. */
export interface ManifestSets {
  readonly manifest: string;
  /** How many of its builds have an answer, of how many. */
  readonly answered: number;
  readonly builds: number;
  readonly sets: readonly CapabilitySet[];
}

/** What a build is told first by. */
export type BuildStanding = 'exact' | 'too-much' | 'too-little' | 'not-known';

/** Whether a build is granted what it needs. Too little comes before too much. */
export function standingOf({ answer }: Pick<AuditedBuild, 'answer'>): BuildStanding {
  if (answer === null || answer.effect === 'not-known') return 'not-known';
  if (answer.effect !== 'enough') return 'too-little';
  return answer.excess.length > 0 ? 'too-much' : 'exact';
}

/** Whether a build is granted something else than it needs. What has no answer is told as such. */
export function asksForPatch(build: Pick<AuditedBuild, 'answer'>): boolean {
  return ['too-much', 'too-little'].includes(standingOf(build));
}

/** The answers of an audit. */
export function answersOf({ builds }: Pick<PipelineAudit, 'builds'>): BuildAnswer[] {
  return builds.flatMap(({ answer }) => answer ?? []);
}

/**
 * The exit code: 1 where too little is declared, a policy denies a build, and with `failOnExcess` where too much is declared; 2 where a build cannot be tried as the
 * manifest stands; 3 where a tried build has no answer.
 */
export function auditExitCode(
  audit: PipelineAudit,
  { failOnExcess }: { readonly failOnExcess: boolean },
): 0 | 1 | 2 | 3 {
  const standings = audit.builds.map(standingOf);
  if (standings.includes('too-little') || (failOnExcess && standings.includes('too-much'))) return 1;
  if (audit.against.some(isDenied)) return 1;
  const isLeftOut = audit.builds.some(({ asked }) => asked.length > 0);
  if (isLeftOut || audit.problems.length > 0) return 2;
  return standings.includes('not-known') ? 3 : 0;
}
