import type { ContextSource } from '../builders/builder.ts';
import { union } from '../capabilities/capability-set.ts';
import type { PackedContext } from '../corpus/pack-context.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { SiteRoom } from '../engine/port.ts';
import { fingerprintImage } from '../image/reading/fingerprint-image.ts';
import type { FingerprintStore } from '../journal/fingerprint-store.ts';
import type { Journal } from '../journal/journal.ts';
import { deadlineFrom } from '../proof/time-outs.ts';
import { shareOf } from '../sandbox/room-share.ts';
import type { Sandbox, SandboxRooms } from '../sandbox/sandbox.ts';
import type { Question } from '../strategies/question.ts';
import { runTrial, type TrialPlan } from '../trial/run-trial.ts';
import { configurationOf } from '../variations/varied-configuration.ts';
import type { ContextDelivery } from '../vocabulary/configuration.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { BaseShelf } from './base-shelf.ts';
import { builderSettingsOf } from './builder-settings.ts';
import type { TrialTerms } from './live-case.ts';
import { registryHostsOf } from './prepare-case.ts';
import type { PreparedCase } from './prepared-case.ts';
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
  /** The next trial's id. */
  readonly nextTrial: () => string;
}

/** The repository in the sandbox's registry that takes the images of trials. */
const TRIALS = 'kaniko-caps-trials';

/** Runs one trial in a free room. */
export function tryOut(
  room: TrialRoom,
  prepared: PreparedCase,
  question: Question,
  terms: TrialTerms,
): Promise<Observation> {
  const { network, id } = prepared.case;
  return room.rooms.pools[network].use(async (free) =>
    runTrial(await planTrial(room, prepared, question, { ...terms, room: free }), {
      room: free,
      builder: room.settings.builder,
      cancel: AbortSignal.any([room.settings.cancel, terms.cancel]),
      takeFingerprint: (destination) => takeFingerprint(room, destination),
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
    }),
  );
}

async function planTrial(
  room: TrialRoom,
  prepared: PreparedCase,
  question: Question,
  { room: free, slots, state }: TrialTerms & { readonly room: SiteRoom },
): Promise<TrialPlan> {
  const { settings, sandbox, rooms } = room;
  const { set, purpose, variation, alone } = question;
  const { case: one } = prepared;
  const configuration = configurationOf(one, question);
  const context = contextForTrial(await prepared.contexts.packed(configuration.context), configuration.context);
  const trial = room.nextTrial();
  return {
    trial,
    container: `${settings.run}-${trial}`,
    capabilities: set,
    purpose,
    variation: variation ?? null,
    noNewPrivileges: configuration.noNewPrivileges,
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
      registry: sandbox.registry.address,
      mirroredHosts: registryHostsOf(one),
      destination: `${TRIALS}:${trial}`,
    },
    instructions: one.instructions,
    limits: shareOf(free, rooms.all, slots),
    deadlineMs: deadlineFrom(state.trials, one.timeoutSeconds * 1000),
    ownership: ownershipOf(settings.run, trial),
  };
}

/** How a trial gets its context. */
interface TrialContext extends Pick<TrialPlan, 'input' | 'mounts'> {
  readonly source: ContextSource;
}

function contextForTrial(packed: PackedContext, { path }: ContextDelivery): TrialContext {
  const { file, dockerfile, dockerfileFile, directory } = packed;
  return dockerfile === null
    ? {
        source: { kind: 'dir', path },
        input: dockerfileFile,
        mounts: [{ path, content: { archive: file, directory } }],
      }
    : { source: { kind: 'tar', dockerfile }, input: file, mounts: [] };
}

async function takeFingerprint(room: TrialRoom, destination: string): Promise<string> {
  const [repository = '', tag = ''] = destination.split(':');
  const { source } = room.sandbox.registry;
  return room.fingerprints.put(await fingerprintImage(source, repository, tag, { baseLayers: room.shelf.layers }));
}
