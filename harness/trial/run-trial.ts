import { createReadStream } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Builder, BuildRequest } from '../builders/builder.ts';
import { type CapabilitySet, formatMask } from '../capabilities/capability-set.ts';
import type { ProcessStatus } from '../capabilities/process-status.ts';
import type { Instruction } from '../corpus/case.ts';
import type { Ending, Engine, Labels, ResourceLimits, TrialContainer } from '../engine/engine.ts';
import { messageOf } from '../errors.ts';
import type { Observation, Outcome } from './observation.ts';

/** Everything that one trial needs. */
export interface TrialPlan {
  readonly trial: string;
  /** Deterministic, so that whoever resumes the run finds the container. */
  readonly container: string;
  /** The set that the trial is about. */
  readonly capabilities: CapabilitySet;
  /** That set and what the builder cannot run without: what the container gets. */
  readonly granted: CapabilitySet;
  readonly slot: string;
  /** Absolute path of the packed context. */
  readonly contextFile: string;
  readonly build: BuildRequest;
  readonly instructions: readonly Instruction[];
  readonly limits: ResourceLimits;
  readonly deadlineMs: number;
  readonly labels: Labels;
}

/** Where a trial leaves what must not be lost; each promise resolves when it is on disk. */
export interface TrialRecorder {
  intended(plan: TrialPlan): Promise<void>;
  observed(observation: Observation): Promise<void>;
}

/** What a trial runs with. */
export interface TrialSurroundings {
  readonly engine: Engine;
  readonly builder: Builder;
  readonly recorder: TrialRecorder;
  /** Reads the image that the build pushed, stores its fingerprint and gives its digest. */
  readonly takeFingerprint: (destination: string) => Promise<string>;
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
  const run = await observe(plan, surroundings);
  const observation: Observation = {
    trial: plan.trial,
    capabilities: plan.capabilities,
    evidence: run.evidence,
    outcome: run.outcome,
    log: lastLines(run.output),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
  };
  await surroundings.recorder.observed(observation);
  await run.container?.remove();
  return observation;
}

/** What a trial has shown so far; its container stays until this is on disk. */
interface Run {
  readonly container: TrialContainer | null;
  readonly evidence: ProcessStatus | null;
  readonly outcome: Outcome;
  readonly output: string;
}

async function observe(plan: TrialPlan, surroundings: TrialSurroundings): Promise<Run> {
  const { engine, builder, cancel } = surroundings;
  if (cancel.aborted) return { container: null, evidence: null, outcome: { kind: 'cancelled' }, output: '' };
  const invocation = builder.invocation(plan.build);
  const start = await engine.startTrial({
    name: plan.container,
    image: builder.image,
    command: invocation.command,
    environment: invocation.environment,
    capabilities: plan.granted,
    slot: plan.slot,
    limits: plan.limits,
    labels: plan.labels,
  });
  switch (start.kind) {
    case 'ungrantable':
      return { container: null, evidence: null, outcome: start, output: '' };
    case 'not-started':
      return { container: null, evidence: null, outcome: infrastructure('engine', start.message), output: '' };
    case 'started':
      return observeStarted(start.container, plan, surroundings);
  }
}

async function observeStarted(
  container: TrialContainer,
  plan: TrialPlan,
  surroundings: TrialSurroundings,
): Promise<Run> {
  const reading = await container.evidence(surroundings.builder.isBuilder, EVIDENCE_DEADLINE_MS);
  const evidence = reading.kind === 'read' ? reading.status : null;
  if (evidence !== null && !isAsRequested(evidence, plan.granted)) {
    const [bounding, effective, wanted] = [evidence.bounding, evidence.effective, plan.granted].map(formatMask);
    const message = `CapBnd is ${bounding} and CapEff ${effective} instead of ${wanted}`;
    return { container, evidence, outcome: infrastructure('capabilities-not-as-requested', message), output: '' };
  }
  const feed = await container.feed(createReadStream(plan.contextFile));
  const ending = await container.ending(plan.deadlineMs, surroundings.cancel);
  const output = await container.output();
  const run = { container, evidence, output: output ?? '' };
  if (ending.kind === 'exited' && evidence === null) {
    const why = reading.kind === 'unreadable' ? reading.message : 'the builder ended before its status could be read';
    return { ...run, outcome: evidenceMissing(ending.exitCode, why, run.output, plan, surroundings.builder) };
  }
  if (ending.kind === 'exited' && output === null) {
    return { ...run, outcome: infrastructure('engine', 'the engine lost the output of the build') };
  }
  const outcome = await outcomeOf(ending, run.output, plan, surroundings);
  // A build that stops early breaks the stream by itself; only if it did not fail otherwise is the stream to blame.
  if (feed.kind === 'broken' && outcome.kind === 'built')
    return { ...run, outcome: infrastructure('context', feed.message) };
  return { ...run, outcome };
}

async function outcomeOf(
  ending: Ending,
  output: string,
  plan: TrialPlan,
  surroundings: TrialSurroundings,
): Promise<Outcome> {
  switch (ending.kind) {
    case 'lost':
      return infrastructure('engine', ending.message);
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'deadline':
      return { kind: 'timeout', deadlineMs: plan.deadlineMs };
    case 'exited':
      if (ending.exitCode === 0) return builtOutcome(plan.build.destination, surroundings);
      if (ending.outOfMemory) return infrastructure('memory', 'a process of the build was killed for want of memory');
      return failedOutcome(ending.exitCode, output, plan.instructions, surroundings.builder);
  }
}

async function builtOutcome(destination: string, surroundings: TrialSurroundings): Promise<Outcome> {
  try {
    return { kind: 'built', fingerprint: await surroundings.takeFingerprint(destination) };
  } catch (thrown) {
    return infrastructure('registry', `the image could not be read back: ${messageOf(thrown)}`);
  }
}

function failedOutcome(
  exitCode: number,
  output: string,
  instructions: readonly Instruction[],
  builder: Builder,
): Outcome {
  const reading = builder.readFailure(exitCode, output, instructions);
  if (reading.kind === 'infrastructure') return infrastructure(reading.class, reading.message);
  return { kind: 'failed', exitCode, failure: reading.failure };
}

/** A builder that dies before it waits for its context shows nothing about the set, whatever its exit code. */
function evidenceMissing(exitCode: number, why: string, output: string, plan: TrialPlan, builder: Builder): Outcome {
  const said = exitCode === 0 ? '' : failureText(builder.readFailure(exitCode, output, plan.instructions));
  return infrastructure('evidence', said === '' ? why : `${why}: ${said}`);
}

function failureText(reading: ReturnType<Builder['readFailure']>): string {
  return reading.kind === 'build' ? reading.failure.message : reading.message;
}

/**
 * Whether the kernel granted exactly the requested set. A root process has it as permitted, effective and bounding set;
 * the bounding set is what its children can at most regain, so it must never hold more.
 */
function isAsRequested(status: ProcessStatus, requested: CapabilitySet): boolean {
  return status.bounding === requested && status.permitted === requested && status.effective === requested;
}

function infrastructure(kind: Extract<Outcome, { kind: 'infrastructure' }>['class'], message: string): Outcome {
  return { kind: 'infrastructure', class: kind, message };
}

function lastLines(output: string): string[] {
  const lines = stripVTControlCharacters(output).split(/\r?\n/);
  return lines.filter((line) => line.trim() !== '').slice(-LOG_LINES_KEPT);
}
