import { createReadStream } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Builder, BuildRequest } from '../builders/builder.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { OwnMount } from '../engine/container-setup.ts';
import type { Ownership } from '../engine/ownership.ts';
import type { SiteRoom } from '../engine/port.ts';
import type { ResourceLimits, TrialContainer, TrialStart } from '../engine/trial-port.ts';
import { messageOf } from '../errors.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import type { TrialPurpose } from '../vocabulary/trial-purpose.ts';
import type { Variation } from '../vocabulary/variation.ts';
import { deviation, endedTooEarly, infrastructure, type OutcomeReader, trialOutcomeOf } from './trial-outcome.ts';

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
  readonly noNewPrivileges: boolean;
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
  /** The repository of the cache that the build's own one begins as a copy of; null for an empty one. */
  readonly cacheFrom: string | null;
  readonly instructions: readonly Instruction[];
  readonly limits: ResourceLimits;
  readonly deadlineMs: number;
  readonly ownership: Ownership;
}

/** Where a trial leaves what must not be lost; each promise resolves when it is on disk. */
export interface TrialRecorder {
  intended(plan: TrialPlan): Promise<void>;
  observed(observation: Observation): Promise<void>;
}

/** What a trial runs with. */
export interface TrialSurroundings {
  readonly room: SiteRoom;
  readonly builder: Builder;
  readonly recorder: TrialRecorder;
  /** Reads the image that the build pushed, stores its fingerprint and gives its digest. */
  readonly takeFingerprint: (destination: string) => Promise<string>;
  /** Gives the build the cache that it begins with. */
  readonly prepareCache: (plan: TrialPlan) => Promise<void>;
  readonly cancel: AbortSignal;
}

/** How long the builder may take to show itself after its container has started. */
const EVIDENCE_DEADLINE_MS = 30_000;

/** How many of a builder's last lines an observation keeps. */
const LOG_LINES_KEPT = 60;

/**
 * Runs one build of one case under one capability set, from intent to observation: the intent and the observation are on
 * disk before and after, and the container is removed last. Expected endings, the engine's faults among them, are values.
 */
export async function runTrial(plan: TrialPlan, surroundings: TrialSurroundings): Promise<Observation> {
  await surroundings.recorder.intended(plan);
  const startedAt = new Date();
  // While the container starts: the builder looks nothing up before its context arrives.
  const cacheFault = surroundings.prepareCache(plan).then(() => undefined, messageOf);
  const start = await startUnlessCancelled(plan, surroundings);
  try {
    const run =
      start.kind === 'started'
        ? await observe(start.container, plan, { ...surroundings, cacheFault })
        : nothingRan(start);
    const observation: Observation = {
      trial: plan.trial,
      capabilities: plan.capabilities,
      purpose: plan.purpose,
      variation: plan.variation,
      alone: plan.alone,
      evidence: run.evidence,
      outcome: run.outcome,
      log: lastLines(run.output),
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      readyMs: run.readyAt === null ? null : run.readyAt - startedAt.getTime(),
      witness: run.witness,
    };
    await surroundings.recorder.observed(observation);
    return observation;
  } finally {
    // What cannot be removed now is removed with the sandbox; what the trial showed is on disk either way.
    if (start.kind === 'started') await start.container.remove().catch(() => undefined);
  }
}

/** What a trial has shown. */
interface Run {
  readonly evidence: ProcessStatus | null;
  readonly outcome: TrialOutcome;
  readonly output: string;
  /** When its builder had shown itself, in milliseconds of the clock. */
  readonly readyAt: number | null;
  readonly witness: CapabilityChecks | null;
}

type Start = TrialStart | { readonly kind: 'cancelled' };

async function startUnlessCancelled(plan: TrialPlan, surroundings: TrialSurroundings): Promise<Start> {
  const { room, builder, cancel } = surroundings;
  if (cancel.aborted) return { kind: 'cancelled' };
  const { user, seccomp, mounts } = builder.needs;
  return room.startTrial({
    name: plan.container,
    image: builder.image,
    ...builder.invocation(plan.build),
    user,
    seccomp,
    mounts: [...mounts, ...plan.mounts],
    capabilities: plan.granted,
    noNewPrivileges: plan.noNewPrivileges,
    limits: plan.limits,
    ownership: plan.ownership,
  });
}

function nothingRan(start: Exclude<Start, { kind: 'started' }>): Run {
  return withoutEvidence(start.kind === 'not-started' ? infrastructure('engine', start.message) : start);
}

function withoutEvidence(outcome: TrialOutcome, output = ''): Run {
  return { evidence: null, outcome, output, readyAt: null, witness: null };
}

/** Only a builder that is known to have exactly the requested set, and the requested configuration, gets its context. */
async function observe(
  container: TrialContainer,
  plan: TrialPlan,
  {
    builder,
    cancel,
    takeFingerprint,
    cacheFault,
  }: TrialSurroundings & { readonly cacheFault: Promise<string | undefined> },
): Promise<Run> {
  const { deadlineMs, instructions } = plan;
  const reader: OutcomeReader = {
    builder,
    instructions,
    takeFingerprint: () => takeFingerprint(plan.build.destination),
  };
  const reading = await container.evidence(builder.isBuilder, EVIDENCE_DEADLINE_MS);
  if (reading.kind === 'unreadable') return withoutEvidence(infrastructure('evidence', reading.message));
  if (reading.kind === 'ended') {
    const ending = await container.ending(deadlineMs, cancel);
    const output = (await container.output()) ?? '';
    return withoutEvidence(endedTooEarly(ending, output, reader), output);
  }
  const shown = { evidence: reading.status, readyAt: Date.now() };
  const voided = deviation(reading.status, { ...plan, user: builder.needs.user });
  if (voided !== undefined) return { ...shown, outcome: voided, output: '', witness: null };
  const unprepared = await cacheFault;
  if (unprepared !== undefined) {
    const outcome = infrastructure('registry', `the cache could not be prepared: ${unprepared}`);
    return { ...shown, outcome, output: '', witness: null };
  }
  // Armed before the context arrives: until then the builder only waits.
  const watch = await container.watch(plan.universe);
  const feed = await container.feed(createReadStream(plan.input));
  const ending = await container.ending(deadlineMs, cancel);
  const [witness, output] = await Promise.all([watch?.end() ?? null, container.output()]);
  const outcome = filled(plan, builder, await trialOutcomeOf({ feed, ending, output, deadlineMs }, reader), output);
  return { ...shown, outcome, output: output ?? '', witness };
}

/** A builder goes on where it cannot write to the cache: others would then start from a part of it without a sign. */
function filled({ purpose }: TrialPlan, builder: Builder, outcome: TrialOutcome, output: string | null): TrialOutcome {
  if (purpose !== 'fill' || outcome.kind !== 'built') return outcome;
  const fault = builder.cacheFault(output ?? '');
  return fault === undefined ? outcome : infrastructure('registry', `the cache was not filled: ${fault}`);
}

function lastLines(output: string): string[] {
  const lines = stripVTControlCharacters(output).split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '').slice(-LOG_LINES_KEPT);
}
