import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  namesOf,
  singletons,
  union,
} from '../capabilities/capability-set.ts';
import type { Engine, Labels, TrialSpecification } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';

/** How long the engine may take to show what it granted. */
const DEADLINE_MS = 30_000;

/** Where to try capabilities out. */
export interface GrantTest {
  readonly name: string;
  /** An image with a shell. */
  readonly image: string;
  readonly labels: Labels;
}

/**
 * The members of `set` that the engine does not grant, found by trying: no engine tells beforehand, and some accept what
 * they then do not give.
 *
 * @throws HarnessError INFRASTRUCTURE if not even a container without capabilities starts, or its status cannot be read.
 */
export async function findUngrantable(engine: Engine, set: CapabilitySet, test: GrantTest): Promise<CapabilitySet> {
  const answer = await ask(engine, set, test);
  if (answer.kind === 'started') return answer.missing;
  const members = singletons(set);
  if (members.length === 1) return set;
  // A refusal does not say whose it is; halving finds the few that are to blame in few questions.
  const half = members.slice(0, members.length >> 1).reduce(union, EMPTY_SET);
  const [first, second] = [half, difference(set, half)];
  return union(await findUngrantable(engine, first, test), await findUngrantable(engine, second, test));
}

/** What the engine made of a request for a set: a container, in which some of it may not be in force, or a refusal. */
type Answer = { readonly kind: 'started'; readonly missing: CapabilitySet } | { readonly kind: 'refused' };

async function ask(engine: Engine, set: CapabilitySet, test: GrantTest): Promise<Answer> {
  const start = await engine.startTrial(specification(set, test));
  if (start.kind === 'ungrantable' && set !== EMPTY_SET) return { kind: 'refused' };
  if (start.kind !== 'started') {
    throw new HarnessError(
      'INFRASTRUCTURE',
      `The engine cannot start a container from ${test.image}: ${start.message}`,
      {
        hint: 'The image must hold /bin/sh; --aux-image names another one.',
      },
    );
  }
  try {
    const reading = await start.container.evidence((status) => status.name === 'sh', DEADLINE_MS);
    if (reading.kind === 'read') return { kind: 'started', missing: difference(set, reading.status.bounding) };
    const why = reading.kind === 'ended' ? 'it ended at once' : reading.message;
    throw new HarnessError(
      'INFRASTRUCTURE',
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
    command: ['/bin/sh', '-c', 'read line'],
    environment: {},
    capabilities,
    noNewPrivileges: false,
    slot: null,
    limits: { memoryBytes: 64 * 2 ** 20, processes: 16, cpus: 0 },
  };
}
