import type { Owner } from '../../../model/executor-step.ts';
import type { PatchTarget } from '../../../model/patch-target.ts';
import type { ManifestProblem } from '../../../model/problem.ts';
import type { DeclaredSecurity } from '../../../model/security.ts';
import type { Place, Stated } from '../../../model/stated.ts';
import type { Written } from '../../../model/written.ts';
import type { YamlValue } from '../../../yaml/yaml-value.ts';

/** A job as its runner has to know it. */
export interface RunnerJob {
  readonly place: Place;
  /** The `image` of the job; it may name a user. */
  readonly image: YamlValue | undefined;
  /** Whether a feature flag is on, by the job's variables or the runner's. */
  readonly hasFlag: (name: string) => boolean;
}

/** What a runner grants a job, and where that is to be changed. */
export interface RunnerGrant {
  readonly security: DeclaredSecurity;
  readonly patch: PatchTarget;
  /** Whom the checkout belongs to. */
  readonly owner: Stated<Owner>;
  readonly problems: readonly ManifestProblem[];
}

/** A runner that runs jobs in containers. */
export interface JobRunner {
  /** As its configuration names it; null where no configuration is given. */
  readonly name: string | null;
  /** The flag that gives the checkout the usual modes, and the user of the job's image. */
  readonly umaskFlag: string;
  readonly buildsDirectory: string | undefined;
  /** The image of jobs that name none. */
  readonly image: Written | undefined;
  /** The map that sets its variables: `environment = ["NAME=value"]`. */
  readonly environment: readonly Written[];
  /**
   * The feature flags that its own table has on or off. They go before variables of the runner and the job (common/build.go,
   * IsFeatureFlagOn).
   */
  readonly flags: ReadonlyMap<string, boolean>;
  readonly grantTo: (job: RunnerJob) => RunnerGrant;
}
