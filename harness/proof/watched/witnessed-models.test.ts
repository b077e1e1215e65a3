import { describe, expect, it } from 'vitest';
import {
  type CapabilitySet,
  EMPTY_SET,
  intersection,
  namesOf,
  setOf,
  union,
} from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import { fullWitness, grantedCheck, seenCall, watchedTrial } from '../../testing/examples/watched-trials.ts';
import { ModelKernel } from '../../testing/simulated/model-kernel.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import { askedAbout } from './asked-about.ts';

// For each way in which a build can depend on a capability that no check names: a build on a model of the kernel, under every set.

const UNIVERSE = setOf('CHOWN', 'NET_RAW', 'SETFCAP', 'SYS_CHROOT');

/** A build: what it gives, as a function of what the kernel tells it. */
interface Model {
  readonly build: (kernel: ModelKernel) => string;
  /** The file capabilities of the base image. */
  readonly ofBase?: CapabilitySet;
}

function tried({ build }: Model, set: CapabilitySet): Observation {
  const kernel = new ModelKernel(set);
  const outcome = { kind: 'built', fingerprint: build(kernel) } as const;
  const { checks, calls, executions, control } = kernel;
  return watchedTrial(set, [], { outcome, witness: fullWitness(checks, { calls, executions, control }) });
}

/** The sets that agree with a trial's own on what it asked for. */
function cubeOf({ capabilities }: Observation, asked: CapabilitySet): CapabilitySet[] {
  return subsetsOf(UNIVERSE).filter((other) => intersection(other, asked) === intersection(capabilities, asked));
}

/** What a witness of checks alone would say was asked for. */
function checkedFor({ witness }: Observation): CapabilitySet {
  const checks = witness?.checks ?? [];
  return checks.reduce((set, { capability }) => union(set, setOf(capability)), EMPTY_SET);
}

function decidedByChecks(trial: Observation): CapabilitySet[] {
  return cubeOf(trial, checkedFor(trial));
}

function decidedByRule({ ofBase = EMPTY_SET }: Model, trial: Observation): CapabilitySet[] {
  const decision = askedAbout(trial, {
    universe: UNIVERSE,
    fileCapabilities: ofBase,
    addsArchives: false,
    seccomp: 'default',
  });
  return decision.kind === 'cube' ? cubeOf(trial, decision.asked) : [trial.capabilities];
}

/** The pairs of a set that was tried and one that the trial seems to decide, while the build is another. */
function falseDecisions(model: Model, decide: (trial: Observation) => CapabilitySet[]): string[] {
  return subsetsOf(UNIVERSE).flatMap((set) => {
    const trial = tried(model, set);
    const differing = decide(trial).filter((other) => built(tried(model, other)) !== built(trial));
    return differing.map((other) => `${namesOf(set).join(' ')}: ${namesOf(other).join(' ')}`);
  });
}

function built({ outcome }: Observation): string | undefined {
  return outcome.kind === 'built' ? outcome.fingerprint : undefined;
}

const readsOwnSets: Model = {
  build: (kernel) => {
    kernel.calls.push(seenCall('capget'));
    return kernel.holds('NET_RAW') ? 'with ping' : 'without ping';
  },
};

const POINTS: readonly (readonly [string, Model])[] = [
  [
    '1: a program of the base image carries a file capability',
    { build: (kernel) => (kernel.execute('NET_RAW') ? 'ran' : 'did not run'), ofBase: setOf('NET_RAW') },
  ],
  [
    '1: the build gives a file a capability and executes it',
    { build: (kernel) => (kernel.check('setcap', 'SETFCAP') && kernel.execute('NET_RAW') ? 'ran' : 'did not run') },
  ],
  ['2: seccomp refuses a system call', { build: (kernel) => (kernel.call('chroot', 'SYS_CHROOT') ? 'inside' : 'out') }],
  ['3: a program reads its own sets', readsOwnSets],
  [
    '3: a program reads one member of its bounding set',
    {
      build: (kernel) => {
        kernel.calls.push(seenCall('prctl(PR_CAPBSET_READ)', { capability: 'NET_RAW' }));
        return kernel.holds('NET_RAW') ? 'with ping' : 'without ping';
      },
    },
  ],
  [
    '4: a program sets its own sets',
    { build: (kernel) => (kernel.call('capset', 'NET_RAW') ? 'kept NET_RAW' : 'could not keep NET_RAW') },
  ],
  [
    '5: the witness sees nothing of the build',
    {
      build: (kernel) => {
        kernel.control = false;
        return kernel.holds('CHOWN') ? 'of the user' : 'of root';
      },
    },
  ],
  [
    '6: a user namespace is made',
    { build: (kernel) => (kernel.call('user-namespace', 'SETFCAP') ? 'root mapped' : 'root not mapped') },
  ],
];

describe('checks alone decide sets wrongly, and the rule decides none wrongly, where', () => {
  it.each(POINTS)('%s', (_, model) => {
    expect(falseDecisions(model, decidedByChecks)).not.toEqual([]);
    expect(falseDecisions(model, (trial) => decidedByRule(model, trial))).toEqual([]);
  });
});

describe('7: the overlay filesystem asks with the credentials of its mounter', () => {
  /** A build that looks up a file; only where the inode is not cached, the mounter is asked, who holds everything. */
  const looksUp = (isCached: boolean): Model => ({
    build: (kernel) => {
      if (!isCached) kernel.checks.push(grantedCheck('executor', 'NET_RAW'));
      return kernel.check('chown', 'CHOWN') ? 'of the user' : 'of root';
    },
  });

  it('so that equal trials differ in their checks, while the rule decides the same by both where nobody holds it', () => {
    const [first, second] = [looksUp(true), looksUp(false)].map((model) => tried(model, setOf('CHOWN')));
    if (first === undefined || second === undefined) throw new Error('both were tried');
    expect(decidedByChecks(first)).not.toEqual(decidedByChecks(second));
    expect(decidedByRule(looksUp(true), first)).toEqual(decidedByRule(looksUp(false), second));
  });

  it('so that what was granted to it says nothing about what a process was denied', () => {
    const model: Model = {
      build: (kernel) => {
        kernel.checks.push(grantedCheck('executor', 'NET_RAW'));
        return kernel.check('ping', 'NET_RAW') ? 'answered' : 'not answered';
      },
    };
    const heldAlone = (trial: Observation): CapabilitySet[] =>
      cubeOf(trial, intersection(checkedFor(trial), trial.capabilities));
    expect(falseDecisions(model, heldAlone)).not.toEqual([]);
    expect(falseDecisions(model, (trial) => decidedByRule(model, trial))).toEqual([]);
  });
});

describe('8: a build that is no function of what the kernel answers', () => {
  it('is decided wrongly by one trial, and contradicts itself when another member of its cube is tried', () => {
    let trials = 0;
    const flaky: Model = {
      build: () => {
        trials += 1;
        return trials % 2 === 0 ? 'even' : 'odd';
      },
    };
    const first = tried(flaky, EMPTY_SET);
    const members = decidedByRule(flaky, first);
    expect(members).toHaveLength(16);
    const another = members.find((member) => member !== first.capabilities) ?? EMPTY_SET;
    expect(built(tried(flaky, another))).not.toBe(built(first));
  });
});

describe('a program that reads its sets in a file, which the witness does not see', () => {
  it('is decided wrongly, so that repeats are drawn at random from the other members of a cube', () => {
    const readsStatus: Model = { build: (kernel) => (kernel.holds('NET_RAW') ? 'with ping' : 'without ping') };
    const wrong = falseDecisions(readsStatus, (trial) => decidedByRule(readsStatus, trial));
    // Half of the 16 members of each of the 16 cubes: each repeat finds it with probability 1/2.
    expect(wrong).toHaveLength(16 * 8);
  });
});
