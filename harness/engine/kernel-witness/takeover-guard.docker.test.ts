import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../../capabilities/capability-set.ts';
import { type DockerFixture, openDockerFixture } from '../../testing/programs/docker-fixture.ts';
import { type RawCall, tinyProgram } from '../../testing/programs/tiny-program.ts';
import { reasonNotToWatch, watchScript } from '../../testing/programs/watched-trial.ts';

const reason = await reasonNotToWatch(true);

/** Runs a program that makes this call of x86-64. */
function running(number: number, first: bigint, second: bigint): string {
  const calls: RawCall[] = [{ number, arguments: [first, second] }];
  return `echo ${tinyProgram(64, calls).toString('base64')} | base64 -d > /tmp/tiny; chmod 755 /tmp/tiny; /tmp/tiny`;
}

const PTRACE = 101;
const NOBODY = 4_000_000n;

describe.skipIf(reason !== undefined)(`attempts to take a process over (${reason ?? 'available'})`, () => {
  let fixture: DockerFixture;
  beforeAll(async () => {
    fixture = await openDockerFixture();
    await fixture.look({ watchKernel: true });
  });
  afterAll(() => fixture.close());

  const seenIn = async (script: string, capabilities = EMPTY_SET): Promise<string[] | undefined> =>
    (await watchScript(fixture, script, { capabilities })).takeovers?.map(({ call, count }) => `${call} ${count}`);

  it('are none in what builds do, and in what concerns a program itself or what it began', async () => {
    expect(await seenIn('ps; cat /proc/1/cmdline /proc/1/environ /proc/meminfo > /dev/null; true')).toEqual([]);
    expect(await seenIn('cd /tmp; mkdir mem; ls mem; echo x > memo; echo x > /tmp/mem/x; true')).toEqual([]);
    expect(await seenIn('echo x 1<> /proc/self/mem; true')).toEqual([]);
    const PTRACE_TRACEME = 0n;
    expect(await seenIn(running(PTRACE, PTRACE_TRACEME, 0n))).toEqual([]);
  });

  it('are seen whether or not they succeed', async () => {
    for (const request of [16n, 0x4206n]) {
      expect(await seenIn(running(PTRACE, request, NOBODY))).toEqual(['ptrace 1']);
    }
    // The default profile of an older Docker keeps these from beginning without it.
    const tracer = setOf('SYS_PTRACE');
    expect(await seenIn(running(311, NOBODY, 0n), tracer)).toEqual(['process_vm_writev 1']);
    expect(await seenIn(running(438, 99n, 99n), tracer)).toEqual(['pidfd_getfd 1']);
    expect(await seenIn('echo x 1<> /proc/1/mem; true')).toEqual(['memory-file 1']);
    expect(await seenIn('cd /proc/1; echo x 1<> mem; cd task/1; echo x 1<> ../1/mem; true')).toEqual(['memory-file 2']);
    expect(await seenIn('ln -s /proc/1/mem /tmp/x; echo x 1<> /tmp/x; true')).toEqual(['memory-file 1']);
  });

  it('are not lost among very many other calls', async () => {
    const noise = 'for i in $(seq 3000); do chown 1000 /tmp/f; done 2> /dev/null';
    expect(await seenIn(`echo x 1<> /proc/1/mem; ${noise}; true`)).toEqual(['memory-file 1']);
  });
});
