import { describe, expect, it } from 'vitest';
import { type PodProcess, statusIn } from '../trial-pod/pod-processes.ts';
import { disturbanceIn, type WaitingBuilder } from './pod-disturbance.ts';

interface Look {
  readonly pid: number;
  readonly name: string;
  readonly container: string;
  readonly parent?: number;
  readonly bounding?: string;
  readonly state?: string;
}

function processOf({ pid, name, container, parent = 0, bounding = '0000000000000001', state = 'S' }: Look): PodProcess {
  const sets = ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}:\t${bounding}`).join('\n');
  const ids = 'Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t0\n';
  return {
    pid,
    parent,
    uidMap: null,
    status: `Name:\t${name}\nUmask:\t0022\nState:\t${state} (x)\nPid:\t${pid}\nPPid:\t${parent}\n${ids}${sets}\nNoNewPrivs:\t0\nSeccomp:\t2\nThreads:\t1\n`,
    cgroups: `0::/../cri-containerd-${container}.scope\n`,
  };
}

const BUILDER = { pid: 20, name: 'executor', container: 'b2' };
const status = statusIn(processOf(BUILDER));
if (status === undefined) throw new Error('the status of the test cannot be read');
const WAITING: WaitingBuilder = { trial: 't0002', container: 'b2', sight: { pid: 20, status } };

const BEFORE = '/dev/shm 0\n/proc/sysvipc/shm 1\nports 32768\t60999\n';
/** A connection of the last build to the registry: the kernel chose its port. */
const CLOSING = '   0: 0100007F:D431 0100007F:13C4 06 00000000:00000000\n';

describe('between two builds of a pod', () => {
  const look = (processes: readonly Look[], leftovers = BEFORE): string | undefined =>
    disturbanceIn({ processes: processes.map(processOf), leftovers }, [WAITING], BEFORE);

  it('nothing is in the way but the builders that wait', () => {
    expect(look([BUILDER], `${BEFORE}${CLOSING}`)).toBeUndefined();
  });

  it('a process that an earlier build left is in the way, unless it has ended', () => {
    const left = { pid: 30, name: 'sleep', container: 'b1', parent: 1 };
    expect(look([BUILDER, left])).toBe('an earlier build left processes: sleep');
    expect(look([BUILDER, { ...left, state: 'Z' }])).toBeUndefined();
  });

  it('so is one in the container of a builder that waits', () => {
    expect(look([BUILDER, { pid: 30, name: 'sh', container: 'b2', parent: 20 }])).toContain('processes: sh');
    expect(look([BUILDER, { pid: 30, name: 'sh', container: 'b2' }])).toContain('started in the container of t0002');
  });

  it('so is a builder that has ended, or is another one than before', () => {
    expect(look([])).toBe('the builder of t0002 ended before its turn');
    expect(look([{ ...BUILDER, pid: 21 }])).toContain('is not what it was');
    expect(look([{ ...BUILDER, bounding: '0000000000000003' }])).toContain('is not what it was');
  });

  it.each([
    ['a file in memory', '/dev/shm 1\n', '/dev/shm'],
    ['shared memory', '/dev/shm 0\n/proc/sysvipc/shm 2\n', '/proc/sysvipc/shm'],
    ['a port that somebody chose', `${BEFORE}   1: 00000000:1F90 0100007F:D431 06 0\n`, 'the port 8080'],
  ])('so is %s', (_, leftovers, words) => {
    expect(look([BUILDER], leftovers)).toContain(words);
  });
});
