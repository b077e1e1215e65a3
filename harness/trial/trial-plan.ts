import type { BuildRequest } from '../builders/builder.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ContainerUser, OwnMount, SeccompProfile } from '../engine/container-setup.ts';
import type { Ownership } from '../engine/ownership.ts';
import type { ResourceLimits } from '../engine/trial-port.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { TrialPurpose } from '../vocabulary/trial-purpose.ts';
import type { Variation } from '../vocabulary/variation.ts';
import type { TrialRepositories } from './tampering.ts';

/** Everything that one trial needs. */
export interface TrialPlan {
  readonly trial: string;
  /** Deterministic, so that whoever resumes the run finds the container. */
  readonly container: string;
  /** The set that the trial is about. */
  readonly capabilities: CapabilitySet;
  readonly purpose: TrialPurpose;
  /** The variation that the rest of the plan is made for; null for the case's own configuration. */
  readonly variation: Variation | null;
  /** Whether nothing else runs beside it. */
  readonly alone: boolean;
  /** That set and what the builder cannot run without: what the container gets. */
  readonly granted: CapabilitySet;
  /** The capabilities in play; of their checks a watched kernel tells all. */
  readonly universe: CapabilitySet;
  /** Absolute path of what is sent to the builder's standard input: the packed context, or the Dockerfile alone. */
  readonly input: string;
  /** What is mounted for this build, besides what the builder itself needs. */
  readonly mounts: readonly OwnMount[];
  readonly build: BuildRequest;
  /** The words for the repositories of the build in what it writes, by their names, which no two trials have in common. */
  readonly repositoryWords: Readonly<Record<string, string>>;
  /** The repository of the cache that the build's own one begins as a copy of; null for an empty one. */
  readonly cacheFrom: string | null;
  /** Whom the builder is to run as; null for what it needs. */
  readonly user: ContainerUser | null;
  /** `default` for what the builder needs. */
  readonly seccomp: SeccompProfile;
  readonly noNewPrivileges: boolean;
  /** The umask of the builder in the first trial of the case; null where there was none, or it is not known. */
  readonly umask: string | null;
  readonly instructions: readonly Instruction[];
  readonly limits: ResourceLimits;
  readonly deadlineMs: number;
  readonly ownership: Ownership;
}

/** The repositories of a trial. */
export function repositoriesOf({ build: { destination, cache } }: Pick<TrialPlan, 'build'>): TrialRepositories {
  const [image = '', tag = ''] = destination.split(':');
  return { image, tag, cache: cache?.repository ?? null };
}
