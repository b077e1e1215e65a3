import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  namesOf,
  singletons,
  union,
} from '../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../engine/container-setup.ts';
import type { Ownership } from '../engine/ownership.ts';
import type { SiteRoom } from '../engine/port.ts';
import type { TrialSpecification } from '../engine/trial-port.ts';
import { HarnessError } from '../errors.ts';

/** How long the engine may take to show what it granted. */
const DEADLINE_MS = 30_000;

/** Where to try capabilities out. */
export interface GrantTest {
  readonly name: string;
  /** An image with a shell. */
  readonly image: string;
  readonly ownership: Ownership;
}

/**
 * The members of `set` that are not granted in any one of these rooms, found by trying, on each of their hosts: no engine tells
 * beforehand, and some accept what they then do not give.
 *
 * @throws HarnessError AUXILIARY_IMAGE_UNAVAILABLE if not even a container without capabilities starts, EVIDENCE_UNREADABLE if
 *   its status cannot be read.
 */
export async function findUngrantable(
  rooms: readonly SiteRoom[],
  set: CapabilitySet,
  test: GrantTest,
): Promise<CapabilitySet> {
  const oneOfEachHost = new Map(rooms.map((room) => [room.host.name, room]));
  let missing = EMPTY_SET;
  let asked = 0;
  let failure: unknown;
  // One after another: what one host lacks, no other is asked for.
  for (const room of oneOfEachHost.values()) {
    try {
      missing = union(missing, await ungrantableIn(room, difference(set, missing), test));
      asked += 1;
    } catch (thrown) {
      // No trial will run where the room is gone, if there are others.
      if ((await room.health?.())?.kind !== 'broken') throw thrown;
      failure = thrown;
    }
  }
  if (asked === 0) throw failure;
  return missing;
}

async function ungrantableIn(room: SiteRoom, set: CapabilitySet, test: GrantTest): Promise<CapabilitySet> {
  const answer = await ask(room, set, test);
  if (answer.kind === 'started') return answer.missing;
  const members = singletons(set);
  if (members.length === 1) return set;
  // A refusal does not say whose it is; halving finds the few that are to blame in few questions.
  const half = members.slice(0, members.length >> 1).reduce(union, EMPTY_SET);
  const [first, second] = [half, difference(set, half)];
  return union(await ungrantableIn(room, first, test), await ungrantableIn(room, second, test));
}

/** What the engine made of a request for a set: a container, in which some of it may not be in force, or a refusal. */
type Answer = { readonly kind: 'started'; readonly missing: CapabilitySet } | { readonly kind: 'refused' };

async function ask(room: SiteRoom, set: CapabilitySet, test: GrantTest): Promise<Answer> {
  const start = await room.startTrial(specification(set, test));
  if (start.kind === 'ungrantable' && set !== EMPTY_SET) return { kind: 'refused' };
  if (start.kind !== 'started') {
    throw new HarnessError(
      'AUXILIARY_IMAGE_UNAVAILABLE',
      `The engine cannot start a container from ${test.image}: ${start.message}`,
      { hint: ('hint' in start && start.hint) || 'The image must contain /bin/sh. Name another one with --aux-image.' },
    );
  }
  try {
    const reading = await start.container.evidence((status) => status.name === 'sh', DEADLINE_MS);
    if (reading.kind === 'read') return { kind: 'started', missing: difference(set, reading.status.bounding) };
    const why = reading.kind === 'ended' ? 'it ended at once' : reading.message;
    throw new HarnessError(
      'EVIDENCE_UNREADABLE',
      `Cannot read the capabilities of a container with ${namesOf(set).join(',') || 'none'}: ${why}`,
    );
  } finally {
    await start.container.ending(0);
    await start.container.remove();
  }
}

function specification(capabilities: CapabilitySet, test: GrantTest): TrialSpecification {
  return {
    ...test,
    ...PLAIN_SETUP,
    command: ['/bin/sh', '-c', 'read line'],
    environment: {},
    capabilities,
    noNewPrivileges: false,
    limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
    pushes: false,
    keepsProgram: true,
  };
}
