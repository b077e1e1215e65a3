import type { Builder } from '../builders/builder.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Case } from '../corpus/case.ts';
import type { Engine, RegistryCredentials } from '../engine/engine.ts';
import type { RunFindings } from '../priors/case-prior.ts';
import type { RunPolicy } from '../record/identity.ts';
import type { HardenedSets } from './hardening.ts';
import type { PreparedCase } from './prepared-case.ts';
import type { Progress } from './progress.ts';
import type { Strategy } from './strategy.ts';

/** A run: which cases to try how, on what, and where to keep what it shows. */
export interface RunSettings {
  /** Unique among runs; the beginning of every name on the engine. */
  readonly run: string;
  /** The run's own directory. */
  readonly directory: string;
  readonly toolVersion: string;
  readonly engine: Engine;
  readonly builder: Builder;
  readonly cases: readonly Case[];
  /** What is asked of a case; `run` tells what was found of others by then. */
  readonly strategyFor: (prepared: PreparedCase, run: () => RunFindings) => Strategy;
  /** The sets to try hardened, where the policy asks for it. @default the first minimal sets of a case */
  readonly hardenedSets?: HardenedSets | undefined;
  /** How thorough the run is to be, as its record states it. */
  readonly policy: RunPolicy;
  /** How many trials may run at once. */
  readonly slots: number;
  readonly auxiliaryImage: string;
  /** Whether the kernel's capability checks are watched, where they can be. */
  readonly watchKernel: boolean;
  /** Local images to use instead of base images, by the reference that the Dockerfile names. */
  readonly substitutes: Readonly<Record<string, string>>;
  /** The user's credentials for a registry host. */
  readonly credentialsFor: (host: string) => Promise<RegistryCredentials | undefined>;
  /** The largest context that is packed. */
  readonly contextLimitBytes: number;
  /** What the user asked for, kept so that the run can be resumed. */
  readonly remembered: Readonly<Record<string, unknown>>;
  readonly progress: Progress;
  /** Fires when no further trial is to begin. */
  readonly stop: AbortSignal;
  /** Fires when the running trials are to be killed. */
  readonly cancel: AbortSignal;
}

/** What the engine and the builder make of a case's universe. */
export interface Privilege {
  /** Granted in every trial, because the builder cannot run without. */
  readonly alwaysGranted: CapabilitySet;
  /** Asked for, but not to be had from this engine. */
  readonly untestable: CapabilitySet;
}
