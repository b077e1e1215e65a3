import { formatSet, intersection, union } from '../capabilities/capability-set.ts';
import { ownershipOf } from '../engine/ownership.ts';
import type { Isolation } from '../engine/port.ts';
import { casesToRun } from '../plan/cases-to-run.ts';
import { findUngrantable } from '../sandbox/grantable.ts';
import { isolationWarning } from '../sandbox/isolation-text.ts';
import type { Sandbox, SandboxRooms } from '../sandbox/sandbox.ts';
import { registryHostsOf } from './preparation/prepare-case.ts';
import { assertServed } from './resumption.ts';
import type { Privilege, RunSettings } from './run-settings.ts';
import type { TrialRoom } from './trial-room.ts';

/** The rooms of a run, and what was found out in them. */
export interface Furnished extends Pick<TrialRoom, 'rooms' | 'privilege'> {
  /** Null where the engine itself keeps builds from the network. */
  readonly isolation: Isolation | null;
}

/** Makes the rooms, and finds out what is granted in them and what can be reached from them. */
export async function furnish(settings: RunSettings, sandbox: Sandbox): Promise<Furnished> {
  const { slots, builder, plan, progress } = settings;
  const cases = casesToRun(plan);
  const rooms = await sandbox.makeRooms({
    slots,
    trialsPerPod: plan.conduct.trialsPerPod,
    egress: cases.some(({ network }) => network === 'egress'),
    redirectedHosts: builder.redirectedHosts([...new Set(cases.flatMap(registryHostsOf))]),
  });
  progress.preparing('trying out which capabilities the engine grants');
  const privilege = await privilegeOf(settings, rooms);
  return { rooms, privilege, isolation: await isolationOf(settings, sandbox, rooms) };
}

/** Told before any build runs: what a build could reach is the user's own network. */
async function isolationOf(
  { progress }: RunSettings,
  sandbox: Sandbox,
  rooms: SandboxRooms,
): Promise<Isolation | null> {
  const isolation = await sandbox.isolation(rooms);
  const warning = isolation === null ? undefined : isolationWarning(isolation);
  if (warning !== undefined) progress.warning(warning);
  return isolation;
}

/** @throws HarnessError CANNOT_GRANT if the builder needs what the engine does not grant. */
async function privilegeOf(settings: RunSettings, { all }: SandboxRooms): Promise<Privilege> {
  const { builder, plan } = settings;
  const alwaysGranted = builder.needs.capabilities;
  const untestable = await findUngrantable(
    [...all.none, ...all.egress],
    casesToRun(plan)
      .map(({ universe }) => universe)
      .reduce(union, alwaysGranted),
    { name: `${settings.run}-grants`, image: settings.auxiliaryImage, ownership: ownershipOf(settings.run) },
  );
  const missing = intersection(alwaysGranted, untestable);
  assertServed(missing, builder.identity.reference, formatSet(missing));
  return { alwaysGranted, untestable };
}
