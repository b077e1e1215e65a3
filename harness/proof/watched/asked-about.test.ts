import { describe, expect, it, test } from 'vitest';
import type { Capability } from '../../capabilities/capability.ts';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import {
  builderStatus,
  deniedCheck,
  fullWitness,
  grantedCheck,
  seenCall,
  watchedTrial,
} from '../../testing/examples/watched-trials.ts';
import type { Behaviour, CapabilityCheck, SeenCall } from '../../vocabulary/capability-checks.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import { type AskedAbout, type AskedContext, askedAbout } from './asked-about.ts';

const CONTEXT: AskedContext = {
  universe: setOf('CHOWN', 'FOWNER', 'NET_RAW', 'NET_BIND_SERVICE', 'SETFCAP', 'SYS_CHROOT', 'SYS_PTRACE', 'SYSLOG'),
  fileCapabilities: EMPTY_SET,
  addsArchives: false,
  seccomp: 'default',
};

const cube = (...asked: readonly Capability[]): AskedAbout => ({ kind: 'cube', asked: setOf(...asked) });
const ownSetOnly = (why: string): AskedAbout => ({ kind: 'own-set-only', why });

/** What a trial with CHOWN and SETFCAP decides that was watched in full. */
function decided(
  checks: readonly CapabilityCheck[],
  behaviour: Partial<Behaviour> = {},
  context: Partial<AskedContext> = {},
): AskedAbout {
  const trial = watchedTrial(setOf('CHOWN', 'SETFCAP'), [], { witness: fullWitness(checks, behaviour) });
  return askedAbout(trial, { ...CONTEXT, ...context });
}

const decidedByCalls = (...calls: readonly SeenCall[]): AskedAbout => decided([], { calls });

/** What a trial decides of which this is different. */
function decidedWith(changes: Partial<Observation>): AskedAbout {
  return askedAbout(watchedTrial(setOf('CHOWN'), [], { witness: fullWitness([]), ...changes }), CONTEXT);
}

describe('a trial decides its own set only', () => {
  test.each<[string, Partial<Observation>]>([
    ['the kernel was not watched', { witness: null }],
    ['the kernel witness lost events', { witness: { ...fullWitness([]), complete: false } }],
    ['this kernel does not show which system calls a build makes', { witness: { complete: true, checks: [] } }],
    [
      'this kernel does not show which system calls a build makes',
      { witness: { ...fullWitness([]), behaviour: null } },
    ],
    ['the kernel witness saw nothing that it must see', { witness: fullWitness([], { control: false }) }],
    ['it is not known which capabilities the container had', { evidence: null }],
    ['the build did not come to an end', { outcome: { kind: 'cancelled' } }],
    ['the build did not come to an end', { outcome: { kind: 'ungrantable', message: 'no' } }],
  ])('because %s', (why, changes) => expect(decidedWith(changes)).toEqual(ownSetOnly(why)));

  test.each([
    ['capget', 'a program read its own capability sets'],
    ['capset', 'a program changed its own capability sets'],
    ['prctl(PR_SET_KEEPCAPS)', 'a program changed its own capability sets'],
    ['io_uring_setup', 'a program used io_uring, whose workers the kernel witness does not see'],
    ['other-abi', 'a 32-bit program ran, whose system calls the kernel witness does not see'],
  ] as const)('after %s, whatever else was seen', (call, why) => {
    expect(decidedByCalls(seenCall('chroot'), seenCall(call, { refused: true }))).toEqual(ownSetOnly(why));
  });
});

describe('a trial decides every set that agrees with its own on', () => {
  it('nothing, where the kernel was asked for nothing', () => {
    expect(decided([])).toEqual(cube());
    expect(decidedWith({ outcome: { kind: 'timeout', deadlineMs: 1_000 } })).toEqual(cube());
  });

  it('what was granted of what the container holds, and denied of what it does not hold', () => {
    expect(decided([grantedCheck('chown', 'CHOWN'), deniedCheck('chmod', 'FOWNER')])).toEqual(cube('CHOWN', 'FOWNER'));
  });

  it('nothing that every set answers the same: another user is denied it, or the overlay filesystem is granted it', () => {
    expect(decided([deniedCheck('su', 'CHOWN'), grantedCheck('executor', 'FOWNER')])).toEqual(cube());
  });

  it('what anyone was asked for, though for another the answer is always the same', () => {
    const checks = [grantedCheck('executor', 'FOWNER'), deniedCheck('chmod', 'FOWNER')];
    expect(decided(checks)).toEqual(cube('FOWNER'));
  });

  it('nothing beyond the capabilities in play', () => {
    expect(decided([deniedCheck('executor', 'SYS_ADMIN')], { calls: [seenCall('bpf')] })).toEqual(cube());
  });

  it('what the container holds beyond the set, if it was granted', () => {
    const evidence = builderStatus(setOf('CHOWN', 'FOWNER'));
    const witness = fullWitness([grantedCheck('chmod', 'FOWNER')]);
    expect(decidedWith({ evidence, witness })).toEqual(cube('FOWNER'));
  });

  it('what opens a system call to seccomp, any one of them', () => {
    expect(decidedByCalls(seenCall('chroot', { refused: true }))).toEqual(cube('SYS_CHROOT'));
    expect(decidedByCalls(seenCall('syslog'))).toEqual(cube('SYSLOG'));
  });

  it('what a system call tells of', () => {
    expect(decidedByCalls(seenCall('user-namespace'))).toEqual(cube('SETFCAP'));
    const read = (capability: SeenCall['capability']) => seenCall('prctl(PR_CAPBSET_READ)', { capability });
    expect(decidedByCalls(read('NET_RAW'), read(null))).toEqual(cube('NET_RAW'));
  });
});

describe('a seccomp profile', () => {
  it('that is not known leaves the trial its own set', () => {
    expect(decided([deniedCheck('sh', 'CHOWN')], {}, { seccomp: '/etc/another.json' })).toEqual(
      ownSetOnly('it is not known which system calls the seccomp profile opens by capability'),
    );
  });
});

describe('file capabilities, which the kernel grants without a check', () => {
  const executed = { executions: 1 };
  const given = ownSetOnly('the build may have given capabilities to a file');

  it('of the base images count as asked once a program was executed', () => {
    const fileCapabilities = setOf('NET_BIND_SERVICE', 'SYS_ADMIN');
    expect(decided([], {}, { fileCapabilities })).toEqual(cube());
    expect(decided([], executed, { fileCapabilities })).toEqual(cube('NET_BIND_SERVICE'));
  });

  it('of base images that were not read leave the trial its own set once a program was executed', () => {
    expect(decided([], {}, { fileCapabilities: null })).toEqual(cube());
    expect(decided([], executed, { fileCapabilities: null })).toEqual(
      ownSetOnly('it is not known which file capabilities the base images hold'),
    );
  });

  it('that a program of the build could give leave the trial its own set', () => {
    const fileCapabilities = setOf('NET_RAW');
    expect(decided([grantedCheck('setcap', 'SETFCAP')], executed, { fileCapabilities })).toEqual(given);
    expect(decided([grantedCheck('setcap', 'SETFCAP')], {}, { fileCapabilities })).toEqual(cube('SETFCAP'));
  });

  it('that the builder gives are those of the base images, if these have any', () => {
    const checks = [grantedCheck('executor', 'SETFCAP')];
    expect(decided(checks, executed, { fileCapabilities: setOf('NET_RAW') })).toEqual(cube('NET_RAW', 'SETFCAP'));
    expect(decided(checks, executed)).toEqual(given);
    // An archive that ADD unpacks may hold others.
    expect(decided(checks, executed, { fileCapabilities: setOf('NET_RAW'), addsArchives: true })).toEqual(given);
  });

  it('that something gave after a program was executed leave the trial its own set, whatever that calls itself', () => {
    const late = { ...executed, setfcapAfterExecution: true };
    const checks = [grantedCheck('executor', 'SETFCAP')];
    expect(decided(checks, late, { fileCapabilities: setOf('NET_RAW') })).toEqual(given);
  });

  it('were given to no file where SETFCAP was denied, or granted to the overlay filesystem', () => {
    expect(decided([deniedCheck('su', 'SETFCAP')], executed)).toEqual(cube());
    const witness = fullWitness([grantedCheck('setcap', 'SETFCAP')], executed);
    expect(decidedWith({ witness })).toEqual(cube());
  });
});
