import { union } from '../capabilities/capability-set.ts';
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
  return room.rooms.pools[network].use((free) =>
    runTrial(planTrial(room, prepared, question, { ...terms, room: free }), {
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

function planTrial(
  room: TrialRoom,
  prepared: PreparedCase,
  question: Question,
  { room: free, slots, state }: TrialTerms & { readonly room: SiteRoom },
): TrialPlan {
  const { settings, sandbox, rooms } = room;
  const { set, purpose, variation, alone } = question;
  const { case: one, context } = prepared;
  const configuration = configurationOf(prepared.case, question);
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
    contextFile: context.file,
    build: {
      settings: builderSettingsOf(configuration),
      dockerfile: context.dockerfile,
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

async function takeFingerprint(room: TrialRoom, destination: string): Promise<string> {
  const [repository = '', tag = ''] = destination.split(':');
  const { source } = room.sandbox.registry;
  return room.fingerprints.put(await fingerprintImage(source, repository, tag, { baseLayers: room.shelf.layers }));
}
