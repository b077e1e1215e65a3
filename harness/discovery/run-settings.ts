import type { Builder } from '../builders/builder.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ValueSources } from '../corpus/configuration/read-argument.ts';
import type { Engine } from '../engine/port.ts';
import type { RegistryCredentials } from '../image/credentials/registry-credentials.ts';
import type { GuessSources } from '../strategies/belief.ts';
import type { RunPlan } from '../vocabulary/run-plan.ts';
import type { Progress } from './progress.ts';

/** A run that goes on: its plan, what carries it out, and where to keep what it shows. */
export interface RunSettings extends ValueSources {
  /** Unique among runs; the beginning of every name on the engine. */
  readonly run: string;
  /** The run's own directory. */
  readonly directory: string;
  readonly toolVersion: string;
  readonly plan: RunPlan;
  readonly engine: Engine;
  readonly builder: Builder;
  /** How many trials may be under way at once, with those that wait for their turn in a pod. */
  readonly slots: number;
  readonly auxiliaryImage: string;
  /** What the search guesses from; undefined if it guesses nothing. It changes which sets are tried first, never what is found. */
  readonly guesses: GuessSources | undefined;
  /** The user's credentials for a registry host. */
  readonly credentialsFor: (host: string) => Promise<RegistryCredentials | undefined>;
  readonly progress: Progress;
  /** The pause after a trial without a verdict, in milliseconds; it doubles from here. @default half a second */
  readonly backOffMs?: number;
  /** Fires when no further trial is to begin. */
  readonly stop: AbortSignal;
  /** Fires when the running trials are to be killed. */
  readonly cancel: AbortSignal;
}

/** A run to carry out. Its builder is asked what it is while the sandbox starts. */
export type RunRequest = Omit<RunSettings, 'builder'> & { readonly openBuilder: () => Promise<Builder> };

/** What the engine and the builder make of a case's universe. */
export interface Privilege {
  /** Granted in every trial, because the builder cannot run without. */
  readonly alwaysGranted: CapabilitySet;
  /** Asked for, but not to be had from this engine. */
  readonly untestable: CapabilitySet;
}
