import { secretValues } from '../builders/build-secret.ts';
import { isSubset, setOf, union } from '../capabilities/capability-set.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { SiteRoom, TrialRegistry } from '../engine/port.ts';
import { TRIAL_CACHES, TRIAL_IMAGES } from '../engine/site-registry/registry-layout.ts';
import { HarnessError } from '../errors.ts';
import { fingerprintOf } from '../image/reading/fingerprint-image.ts';
import { readImage } from '../image/reading/read-image.ts';
import type { FingerprintStore } from '../journal/fingerprint-store.ts';
import type { Journal } from '../journal/journal.ts';
import { type CaseState, variedCase } from '../proof/case-state.ts';
import { deadlineFrom } from '../proof/time-outs.ts';
import { umaskOf } from '../proof/umask.ts';
import type { RoomState } from '../sandbox/room-pool.ts';
import { shareOf } from '../sandbox/room-share.ts';
import type { Sandbox, SandboxRooms } from '../sandbox/sandbox.ts';
import { fillOf } from '../strategies/from-warm-cache.ts';
import type { Question } from '../strategies/question.ts';
import { secretMask } from '../trial/mask-secrets.ts';
import { runTrial } from '../trial/run-trial.ts';
import type { TakenImage } from '../trial/trial-outcome.ts';
import type { TrialPlan } from '../trial/trial-plan.ts';
import { configurationOf } from '../variations/varied-configuration.ts';
import type { Case } from '../vocabulary/case.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { TrialTerms } from './live-case.ts';
import { maskedFingerprint } from './masked-fingerprint.ts';
import type { BaseShelf } from './preparation/base-shelf.ts';
import { builderSettingsOf } from './preparation/builder-settings.ts';
import { registryHostsOf } from './preparation/prepare-case.ts';
import type { PreparedCase } from './preparation/prepared-case.ts';
import { contextForTrial } from './preparation/trial-context.ts';
import type { Privilege, RunSettings } from './run-settings.ts';

/** Where a run's trials take place. */
export interface TrialRoom {
  readonly settings: RunSettings;
  readonly privilege: Privilege;
  readonly sandbox: Sandbox;
  readonly rooms: SandboxRooms;
  readonly shelf: BaseShelf;
  readonly journal: Journal;
  readonly fingerprints: FingerprintStore;
  /** The trials of earlier processes of the run, and of hosts that take part no more: their images and caches are no more. */
  readonly lostTrials: Set<string>;
  /** A directory for packed contexts. */
  readonly scratch: string;
  /** The next trial's id. */
  readonly nextTrial: () => string;
  /** The part of the names of a trial's repositories that nobody can guess who knows its id. */
  readonly secretOf: (trial: string) => string;
}

/** The tag of what a trial pushes. */
const TAG = 'image';

/** Runs one trial in a free room. */
export function tryOut(
  room: TrialRoom,
  prepared: PreparedCase,
  question: Question,
  terms: TrialTerms,
): Promise<Observation> {
  const { network, id } = prepared.case;
  const run = async (free: SiteRoom): Promise<Observation> =>
    runTrial(await planTrial(room, prepared, question, { ...terms, room: free }), {
      room: free,
      builder: room.settings.builder,
      cancel: AbortSignal.any([room.settings.cancel, terms.cancel]),
      prepareCache: (plan) => prepareCache(room, registryOf(room, free), plan),
      takeFingerprint: (destination) => takeFingerprint(room, registryOf(room, free), { prepared, destination }),
      recorder: {
        intended: ({ trial, container, capabilities, variation }) =>
          room.journal.append({
            type: 'trial-intended',
            case: id,
            trial,
            container,
            capabilities,
            variation,
          }),
        observed: (observation) => room.journal.append({ type: 'trial-observed', case: id, observation }),
      },
    });
  return room.rooms.pools[network].use(run, leftBy);
}

/**
 * A build that did what no builder does is the last one in its room, and so is one that may change the room's network: its rules
 * would outlive it.
 */
function leftBy({ outcome, capabilities }: Observation): RoomState {
  if (outcome.kind === 'tampered' || isSubset(setOf('NET_ADMIN'), capabilities)) return 'spoiled';
  return outcome.kind === 'infrastructure' ? 'in doubt' : 'as it was';
}

async function planTrial(
  room: TrialRoom,
  prepared: PreparedCase,
  question: Question,
  { room: free, slots, state }: TrialTerms & { readonly room: SiteRoom },
): Promise<TrialPlan> {
  const { settings, sandbox, rooms } = room;
  const { set, purpose, variation, alone } = question;
  const { case: one, seccomp, secrets, secretArguments } = prepared;
  const configuration = configurationOf(one, question);
  const context = contextForTrial(await prepared.contexts.packed(configuration.context), configuration.context);
  const trial = room.nextTrial();
  return {
    trial,
    container: `${settings.run}-${trial}`,
    capabilities: set,
    purpose,
    variation: variation ?? null,
    alone: alone === true || slots === 1,
    granted: union(set, room.privilege.alwaysGranted),
    universe: one.universe,
    input: context.input,
    mounts: context.mounts,
    build: {
      context: context.source,
      settings: builderSettingsOf(configuration),
      target: one.target,
      buildArguments: one.buildArguments,
      registry: (free.registry ?? sandbox.registry).address,
      mirroredHosts: registryHostsOf(one),
      secrets,
      secretArguments,
      destination: `${imageOf(room, trial)}:${TAG}`,
      cache: configuration.cache === 'off' ? null : { repository: cacheOf(room, trial) },
    },
    repositoryWords: { [room.secretOf(trial)]: trial },
    user: configuration.user,
    seccomp,
    noNewPrivileges: configuration.noNewPrivileges,
    umask: umaskOf(state.trials.map(({ observation }) => observation)),
    cacheFrom: purpose === 'fill' ? null : cacheSource(room, configuration, filledState(one, question, state)),
    instructions: one.instructions,
    // Of the trials of one pod, one is at work.
    limits: shareOf(free, rooms, Math.ceil(slots / settings.plan.conduct.trialsPerPod)),
    // A build that misses the cache takes as long as one that fills it.
    deadlineMs: deadlineFrom([...state.fills, ...state.trials], one.timeoutSeconds * 1000),
    ownership: ownershipOf(settings.run, trial),
  };
}

function imageOf({ secretOf }: TrialRoom, trial: string): string {
  return `${TRIAL_IMAGES}/${secretOf(trial)}`;
}

/** A repository of its own, so that no trial sees what another wrote. */
function cacheOf({ secretOf }: TrialRoom, trial: string): string {
  return `${TRIAL_CACHES}/${secretOf(trial)}`;
}

/** Where the builds are that fill the cache of a trial: those of the case, unless only the variation has a warm cache. */
function filledState({ configuration }: Case, { variation }: Question, state: CaseState): CaseState {
  const isOwn = variation === undefined || configuration.cache === 'warm';
  return isOwn ? state : variedCase(state, variation).state;
}

/** The trial that filled the cache that another begins with; null for an empty one. */
function cacheSource({ lostTrials }: TrialRoom, { cache }: Configuration, state: CaseState): string | null {
  if (cache !== 'warm') return null;
  // It may have been lost since the question was asked: then the trial says so.
  const fill = fillOf(state, lostTrials) ?? fillOf(state, new Set());
  if (fill === undefined) throw new Error('a trial is to start from a cache that nothing has filled');
  return fill;
}

/** The registry that the trials of a free room reach. */
function registryOf({ sandbox }: TrialRoom, { registry = sandbox.registry }: SiteRoom): TrialRegistry {
  return registry;
}

/** Copied, because a trial that misses the cache writes to it. One that is lost is filled again before it is asked for. */
async function prepareCache(room: TrialRoom, registry: TrialRegistry, { build, cacheFrom }: TrialPlan): Promise<void> {
  if (build.cache === null || cacheFrom === null) return;
  const repository = cacheOf(room, cacheFrom);
  const isLost = registry.hasLost !== undefined && (await registry.hasLost(repository));
  if (isLost || room.lostTrials.has(cacheFrom)) {
    room.lostTrials.add(cacheFrom);
    throw new HarnessError('REGISTRY_FAILED', `The cache that ${cacheFrom} filled went with a host that is lost`);
  }
  await registry.copyRepository(repository, build.cache.repository);
}

async function takeFingerprint(
  room: TrialRoom,
  { source }: TrialRegistry,
  { prepared, destination }: { readonly prepared: PreparedCase; readonly destination: string },
): Promise<TakenImage> {
  const [repository = '', tag = ''] = destination.split(':');
  const image = await readImage(source, repository, tag);
  const fingerprint = await fingerprintOf(source, repository, image, { baseLayers: room.shelf.layers });
  // A build may name a file after a secret.
  const values = secretValues(prepared);
  const mask = secretMask(values);
  const kept = values.length === 0 ? fingerprint : maskedFingerprint(fingerprint, mask.text);
  const { manifest, config, layers } = image;
  const blobs = [config, ...layers.map(({ digest }) => digest)];
  return { fingerprint: await room.fingerprints.put(kept), manifest, blobs };
}
