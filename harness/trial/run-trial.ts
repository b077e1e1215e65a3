import { createReadStream } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { secretValues } from '../builders/build-secret.ts';
import type { Builder, BuildRequest } from '../builders/builder.ts';
import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { ContainerUser, OwnMount, SeccompProfile } from '../engine/container-setup.ts';
import type { Ownership } from '../engine/ownership.ts';
import type { SiteRoom } from '../engine/port.ts';
import type { ResourceLimits, TrialContainer, TrialStart } from '../engine/trial-port.ts';
import { messageOf } from '../errors.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { RegistryRequests } from '../vocabulary/registry-requests.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import type { TrialPurpose } from '../vocabulary/trial-purpose.ts';
import type { Variation } from '../vocabulary/variation.ts';
import { checkedOutcome, sandboxFactsOf } from './checked-outcome.ts';
import { deviation, type RequestedPrivilege } from './deviation.ts';
import { secretMask } from './mask-secrets.ts';
import { maskedOutcome, maskedWitness } from './masked-observation.ts';
import { registryRequestsOf } from './registry-requests-of.ts';
import type { TrialRepositories } from './tampering.ts';
import { endedTooEarly, infrastructure, type OutcomeReader, type TakenImage, trialOutcomeOf } from './trial-outcome.ts';

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
  /** Reads the image that the build pushed, and stores its fingerprint. */
  readonly takeFingerprint: (destination: string) => Promise<TakenImage>;
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
        : nothingRan(start, plan);
    const mask = secretMask(secretValues(plan.build));
    const observation: Observation = {
      trial: plan.trial,
      capabilities: plan.capabilities,
      purpose: plan.purpose,
      variation: plan.variation,
      alone: plan.alone,
      evidence: run.evidence,
      outcome: maskedOutcome(run.outcome, mask),
      log: lastLines(mask.text(run.output)),
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      readyMs: run.readyAt === null ? null : run.readyAt - startedAt.getTime(),
      witness: maskedWitness(run.witness, mask),
      registry: run.registry,
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
  /** Read from the output as it is, so that no word in it is missed; secrets are taken out before it is kept. */
  readonly outcome: TrialOutcome;
  readonly output: string;
  /** When its builder had shown itself, in milliseconds of the clock. */
  readonly readyAt: number | null;
  readonly witness: CapabilityChecks | null;
  readonly registry: RegistryRequests | null;
}

type Start = TrialStart | { readonly kind: 'cancelled' };

async function startUnlessCancelled(plan: TrialPlan, surroundings: TrialSurroundings): Promise<Start> {
  const { room, builder, cancel } = surroundings;
  if (cancel.aborted) return { kind: 'cancelled' };
  const { user, seccomp, noNewPrivileges } = requestedPrivilege(plan, surroundings);
  return room.startTrial({
    name: plan.container,
    image: builder.image,
    ...builder.invocation(plan.build),
    user,
    seccomp,
    mounts: [...builder.needs.mounts, ...plan.mounts],
    capabilities: plan.granted,
    noNewPrivileges,
    limits: plan.limits,
    ownership: plan.ownership,
    pushes: true,
  });
}

/** What the container is to have, as its start and its evidence are held against it. */
function requestedPrivilege(plan: TrialPlan, { builder, room }: TrialSurroundings): RequestedPrivilege {
  const { granted, user, seccomp, noNewPrivileges, umask } = plan;
  return {
    granted,
    user: user ?? builder.needs.user,
    seccomp: seccomp === 'default' ? builder.needs.seccomp : seccomp,
    noNewPrivileges,
    umask,
    engine: room.host.environment,
  };
}

function nothingRan(start: Exclude<Start, { kind: 'started' }>, { seccomp }: TrialPlan): Run {
  if (start.kind !== 'not-started') return withoutEvidence(start);
  // An engine may need system calls of its own in the container, and does not say which one a profile refused it.
  const under = typeof seccomp === 'string' ? '' : ` (under the seccomp profile ${seccomp.name})`;
  return withoutEvidence(infrastructure('engine', `${start.message}${under}`));
}

function withoutEvidence(outcome: TrialOutcome, output = ''): Run {
  return { evidence: null, outcome, output, readyAt: null, witness: null, registry: null };
}

/** Only a builder that is known to have exactly the requested set, and the requested configuration, gets its context. */
async function observe(
  container: TrialContainer,
  plan: TrialPlan,
  surroundings: TrialSurroundings & { readonly cacheFault: Promise<string | undefined> },
): Promise<Run> {
  const { builder, cancel, takeFingerprint, cacheFault } = surroundings;
  const { deadlineMs, instructions } = plan;
  const reader: OutcomeReader = {
    builder,
    instructions,
    takeFingerprint: () => takeFingerprint(plan.build.destination),
  };
  const read = (): Promise<string | null> => readOutput(container, plan);
  const reading = await container.evidence(builder.isBuilder, EVIDENCE_DEADLINE_MS);
  if (reading.kind === 'unreadable') return withoutEvidence(infrastructure('evidence', reading.message));
  if (reading.kind === 'ended') {
    const ending = await container.ending(deadlineMs, cancel);
    const output = (await read()) ?? '';
    return withoutEvidence(endedTooEarly(ending, output, reader), output);
  }
  const shown = { evidence: reading.status, readyAt: Date.now(), witness: null, registry: null };
  const voided = deviation(reading.status, requestedPrivilege(plan, surroundings));
  if (voided !== undefined) return { ...shown, outcome: voided, output: '' };
  const unprepared = await cacheFault;
  if (unprepared !== undefined) {
    const outcome = infrastructure('registry', `the cache could not be prepared: ${unprepared}`);
    return { ...shown, outcome, output: '' };
  }
  // Armed before the context arrives: until then the builder only waits.
  const watch = await container.watch(plan.universe);
  const feed = await container.feed(createReadStream(plan.input));
  const ending = await container.ending(deadlineMs, cancel);
  const [witness, output] = await Promise.all([watch?.end() ?? null, read()]);
  const own = repositoriesOf(plan);
  const isBuilt = ending.kind === 'exited' && ending.exitCode === 0;
  const before = isBuilt ? null : await container.registryUse();
  const facts = sandboxFactsOf(before, own);
  const shownByBuild = await trialOutcomeOf({ feed, ending, output, deadlineMs, facts }, reader);
  // Only now, so that it has whatever was written until the image had been read.
  const use = isBuilt ? await container.registryUse() : before;
  const checked = checkedOutcome(shownByBuild, { use, witness, own, builder, output: output ?? '' });
  const outcome = filled(plan, builder, checked, output);
  const registry = use === null ? null : registryRequestsOf(use, own);
  return { ...shown, outcome, output: output ?? '', witness, registry };
}

function repositoriesOf({ build: { destination, cache } }: TrialPlan): TrialRepositories {
  const [image = '', tag = ''] = destination.split(':');
  return { image, tag, cache: cache?.repository ?? null };
}

/** A builder goes on where it cannot write to the cache: others would then start from a part of it without a sign. */
function filled({ purpose }: TrialPlan, builder: Builder, outcome: TrialOutcome, output: string | null): TrialOutcome {
  if (purpose !== 'fill' || outcome.kind !== 'built') return outcome;
  const fault = builder.cacheFault(output ?? '');
  return fault === undefined ? outcome : infrastructure('registry', `the cache was not filled: ${fault}`);
}

/** What the builder wrote, without escape sequences: one may stand in the middle of a secret. */
async function readOutput(container: TrialContainer, { repositoryWords }: TrialPlan): Promise<string | null> {
  const output = await container.output();
  if (output === null) return null;
  return Object.entries(repositoryWords).reduce(
    (text, [name, word]) => text.replaceAll(name, word),
    stripVTControlCharacters(output),
  );
}

function lastLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-LOG_LINES_KEPT);
}
