import { createReadStream } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { secretValues } from '../builders/build-secret.ts';
import type { Builder } from '../builders/builder.ts';
import type { SiteRoom } from '../engine/port.ts';
import type { TrialContainer, TrialSpecification, TrialStart } from '../engine/trial-port.ts';
import { messageOf } from '../errors.ts';
import type { CapabilityChecks } from '../vocabulary/capability-checks.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { ProcessStatus } from '../vocabulary/process-status.ts';
import type { RegistryRequests } from '../vocabulary/registry-requests.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { checkedOutcome, sandboxFactsOf } from './checked-outcome.ts';
import { deviation, type RequestedPrivilege } from './deviation.ts';
import { secretMask } from './mask-secrets.ts';
import { maskedOutcome, maskedRequests, maskedWitness } from './masked-observation.ts';
import { registryRequestsOf } from './registry-requests-of.ts';
import { endedTooEarly, infrastructure, type OutcomeReader, type TakenImage, trialOutcomeOf } from './trial-outcome.ts';
import { repositoriesOf, type TrialPlan } from './trial-plan.ts';

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
  const askedAt = Date.now();
  // While the container starts: the builder looks nothing up before its context arrives.
  const cacheFault = surroundings.prepareCache(plan).then(() => undefined, messageOf);
  const start = await startUnlessCancelled(plan, surroundings);
  // That it waited for its turn is no part of it.
  const startedAt = new Date(askedAt + (start.kind === 'started' ? (start.waitedMs ?? 0) : 0));
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
      registry: maskedRequests(run.registry, mask),
      ...(start.kind === 'started' && start.shared !== undefined && { shared: start.shared }),
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
  const specification: TrialSpecification = {
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
    keepsProgram: builder.keepsProgram,
  };
  const start = await room.startTrial(specification, cancel);
  return start.kind === 'not-started' && cancel.aborted ? { kind: 'cancelled' } : start;
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
  const reading = await container.evidence(builder.isBuilder, EVIDENCE_DEADLINE_MS);
  if (reading.kind === 'unreadable') return withoutEvidence(infrastructure('evidence', reading.message));
  if (reading.kind === 'ended') {
    const ending = await container.ending(deadlineMs, cancel);
    const output = (await readOutput(container, plan)) ?? '';
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
  return { ...shown, ...(await build(container, plan, { ...surroundings, reader })) };
}

/** What a build shows from its context on. */
async function build(
  container: TrialContainer,
  plan: TrialPlan,
  { builder, cancel, reader }: TrialSurroundings & { readonly reader: OutcomeReader },
): Promise<Pick<Run, 'outcome' | 'output' | 'witness' | 'registry'>> {
  const { deadlineMs } = plan;
  // Armed before the context arrives: until then the builder only waits.
  const watch = await container.watch(plan.universe);
  const feed = await container.feed(createReadStream(plan.input));
  const ending = await container.ending(deadlineMs, cancel);
  const [witness, output] = await Promise.all([watch?.end() ?? null, readOutput(container, plan)]);
  const own = repositoriesOf(plan);
  const isBuilt = ending.kind === 'exited' && ending.exitCode === 0;
  const before = isBuilt ? null : await container.registryUse();
  const facts = sandboxFactsOf(before, own);
  const shownByBuild = await trialOutcomeOf({ feed, ending, output, deadlineMs, facts }, reader);
  // Only now, so that it has whatever was written until the image had been read.
  const use = isBuilt ? await container.registryUse() : before;
  const checked = checkedOutcome(shownByBuild, { use, witness, own, builder, output: output ?? '' });
  const outcome = filled(plan, builder, checked, output);
  return { outcome, output: output ?? '', witness, registry: use === null ? null : registryRequestsOf(use, own) };
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
