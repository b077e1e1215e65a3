import type { LimitFunction } from 'p-limit';
import { type CapabilitySet, union } from '../capabilities/capability-set.ts';
import type { ResourceLimits } from '../engine/engine.ts';
import { fingerprintImage } from '../image/fingerprint-image.ts';
import type { FingerprintStore } from '../journal/fingerprint-store.ts';
import type { Journal } from '../journal/journal.ts';
import { trialLabels } from '../sandbox/labels.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Observation } from '../trial/observation.ts';
import { runTrial, type TrialPlan } from '../trial/run-trial.ts';
import type { BaseShelf } from './base-shelf.ts';
import { type PreparedCase, registryHostsOf } from './prepare-case.ts';
import type { Privilege, RunSettings } from './run-settings.ts';

/** Where a run's trials take place. */
export interface TrialRoom {
  readonly settings: RunSettings;
  readonly privilege: Privilege;
  readonly sandbox: Sandbox;
  readonly shelf: BaseShelf;
  readonly journal: Journal;
  readonly fingerprints: FingerprintStore;
  readonly limits: ResourceLimits;
  /** Lets as many trials run at once as there are slots. */
  readonly limit: LimitFunction;
  /** The next trial's id. */
  readonly nextTrial: () => string;
}

/** The repository in the sandbox's registry that takes the images of trials. */
const TRIALS = 'kaniko-caps-trials';

/** Runs one trial when there is room for it; undefined if nobody wants it any more by then. */
export function tryOut(
  room: TrialRoom,
  prepared: PreparedCase,
  set: CapabilitySet,
  isMoot: () => boolean,
): Promise<Observation | undefined> {
  return room.limit(() => {
    if (isMoot()) return undefined;
    const { network, id } = prepared.case;
    return room.sandbox.slots[network].use((slot) =>
      runTrial(planTrial(room, prepared, set, slot), {
        engine: room.settings.engine,
        builder: room.settings.builder,
        cancel: room.settings.cancel,
        takeFingerprint: (destination) => takeFingerprint(room, destination),
        recorder: {
          intended: ({ trial, container, capabilities }) =>
            room.journal.append({ type: 'trial-intended', case: id, trial, container, capabilities }),
          observed: (observation) => room.journal.append({ type: 'trial-observed', case: id, observation }),
        },
      }),
    );
  });
}

function planTrial(room: TrialRoom, prepared: PreparedCase, set: CapabilitySet, slot: string): TrialPlan {
  const { settings, sandbox } = room;
  const { case: one, context } = prepared;
  const trial = room.nextTrial();
  return {
    trial,
    container: `${settings.run}-${trial}`,
    capabilities: set,
    granted: union(set, room.privilege.alwaysGranted),
    universe: one.universe,
    slot,
    contextFile: context.file,
    build: {
      dockerfile: context.dockerfile,
      target: one.target,
      buildArguments: one.buildArguments,
      registry: sandbox.registry.address,
      mirroredHosts: registryHostsOf(one),
      destination: `${TRIALS}:${trial}`,
    },
    instructions: one.instructions,
    limits: room.limits,
    deadlineMs: one.timeoutSeconds * 1000,
    labels: trialLabels(settings.run, trial),
  };
}

async function takeFingerprint(room: TrialRoom, destination: string): Promise<string> {
  const [repository = '', tag = ''] = destination.split(':');
  const { source } = room.sandbox.registry;
  return room.fingerprints.put(await fingerprintImage(source, repository, tag, { baseLayers: room.shelf.layers }));
}
