import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { type DockerFixture, openDockerFixture } from '../../testing/programs/docker-fixture.ts';
import { type RawCall, tinyProgram } from '../../testing/programs/tiny-program.ts';
import { reasonNotToWatch, startWaiting, watchScript } from '../../testing/programs/watched-trial.ts';
import type { Behaviour } from '../../vocabulary/capability-checks.ts';

const reason = await reasonNotToWatch(true);

/** Runs a program that makes these calls of x86-64, or of a 32-bit program there. */
function running(calls: readonly RawCall[], bits: 32 | 64 = 64, name = 'tiny'): string {
  const file = `'/tmp/${name}'`;
  return `echo ${tinyProgram(bits, calls).toString('base64')} | base64 -d > ${file}; chmod 755 ${file}; ${file}`;
}

function call(number: number, first = 0n, second = 0n): RawCall {
  return { number, arguments: [first, second] };
}

const PRCTL = 157;
const CLONE = 56;
const CLONE_NEWUSER = 0x10000000n;

describe.skipIf(reason !== undefined)(`the watched calls of a real kernel (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    await fixture.look({ watchKernel: true });
  });
  afterAll(() => fixture.close());

  const behaviourOf = async (script: string, capabilities = EMPTY_SET): Promise<Behaviour> => {
    const { complete, behaviour } = await watchScript(fixture, script, { capabilities });
    expect(complete).toBe(true);
    if (!behaviour) throw new Error('no behaviour was seen');
    return behaviour;
  };
  // Not who made them: the kernel may know another name of a program's by the time at which the trace is read. So calls of one
  // program may be counted under two names.
  const callsOf = async (script: string, capabilities = EMPTY_SET): Promise<string[]> => {
    const counts = new Map<string, number>();
    for (const { call: name, capability, refused, count } of (await behaviourOf(script, capabilities)).calls) {
      const made = `${name} ${capability ?? '-'} ${refused ? 'refused' : 'done'}`;
      counts.set(made, (counts.get(made) ?? 0) + count);
    }
    return [...counts].map(([made, count]) => `${made} ${count}`);
  };

  it('are none in an ordinary build; each program that was executed counts, and there is a control', async () => {
    const script = '/bin/cat /dev/null; (/bin/cat /dev/null); /bin/none; true';
    expect(await behaviourOf(script)).toEqual({
      control: true,
      executions: 2,
      setfcapAfterExecution: false,
      calls: [],
    });
  });

  it('lack the control where nothing was done', async () => {
    const container = await startWaiting(fixture);
    const seen = await (await container.watch(DOCKER_DEFAULTS))?.end();
    expect(seen).toEqual({
      complete: true,
      checks: [],
      behaviour: { control: false, executions: 0, setfcapAfterExecution: false, calls: [] },
      takeovers: [],
    });
    await container.remove();
  });

  it('are seen when seccomp refuses them, too', async () => {
    expect(await callsOf('chroot / /bin/true; true')).toEqual(['chroot - refused 1']);
    expect(await callsOf('chroot / /bin/true', setOf('SYS_CHROOT'))).toEqual(['chroot - done 1']);
    expect(await callsOf(running([call(165), call(166), call(153)]))).toEqual([
      'mount - refused 1',
      'umount2 - refused 1',
      'vhangup - refused 1',
    ]);
  });

  it('tell who reads and changes its own capability sets', async () => {
    const place = 0x400000n;
    const calls = [
      call(125, place, place),
      call(125),
      call(126),
      call(PRCTL, 23n, 6n),
      call(PRCTL, 23n, 6n),
      call(PRCTL, 23n, 0n),
    ];
    const options = [24n, 47n, 8n, 28n].map((option) => call(PRCTL, option));
    options.push(call(PRCTL, 47n, 1n));
    expect(await callsOf(running([...calls, ...options]))).toEqual([
      'capget - done 1',
      'prctl(PR_CAPBSET_READ) CHOWN done 1',
      'prctl(PR_CAPBSET_READ) SETGID done 2',
      'prctl(PR_CAP_AMBIENT_IS_SET) CHOWN done 1',
      'capset - done 1',
      'prctl(PR_CAPBSET_DROP) - done 1',
      'prctl(PR_CAP_AMBIENT) - done 1',
      'prctl(PR_SET_KEEPCAPS) - done 1',
      'prctl(PR_SET_SECUREBITS) - done 1',
    ]);
  });

  it('are seen when a program hides them in what the kernel ignores', async () => {
    // The kernel reads 32 bits of the option.
    expect(await callsOf(running([call(PRCTL, 0xdead_0000_0000n + 23n, 7n)]))).toEqual([
      'prctl(PR_CAPBSET_READ) SETUID done 1',
    ]);
    const name = 'a-7 [0] : sys_(';
    expect(await callsOf(running([call(126)], 64, name))).toEqual(['capset - done 1']);
  });

  it('tell of io_uring and of 32-bit programs', async () => {
    expect(await callsOf(running([call(425, 1n)]))).toEqual(['io_uring_setup - done 1']);
    expect(await callsOf(running([call(243), call(184)], 32))).toEqual(['other-abi - done 2']);
  });

  it('tell of a user namespace, and not of other new processes', async () => {
    const program = running([call(CLONE, CLONE_NEWUSER + 17n), call(CLONE, 17n)]);
    expect(await callsOf(`${program}; true`)).toEqual([]);
    expect(await callsOf(program, setOf('SYS_ADMIN'))).toEqual(['user-namespace - done 1']);
    expect(await callsOf('unshare -U /bin/true; unshare -i /bin/true', setOf('SYS_ADMIN'))).toEqual([
      'user-namespace - done 1',
      'unshare - done 2',
    ]);
  });
});
