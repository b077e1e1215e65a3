import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEngine } from '../../engine/open-engine.ts';
import { readRecord } from '../../runs/read-record.ts';
import { type PrivateDaemon, privateDaemon, reasonWithoutDaemon } from '../../testing/programs/private-daemon.ts';
import { type ProgramEnding, startProgram } from '../../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { describeWithExecutors } from '../../testing/programs/test-executors.ts';
import { findingsIn } from '../../testing/scripted/resumed-as-undisturbed.ts';

const ORDER = [
  '--jobs',
  '1',
  '--audit',
  'off',
  '--witness',
  'off',
  '--vary',
  'none',
  '--universe',
  'CHOWN,FOWNER,FSETID',
];
const CASE = 'dockerfiles/setgid-foreign-group';
const IMAGES = ['busybox:stable', 'kaniko-caps/auxiliary:1'];
const KILLED_AT = [0.25, 0.5, 0.75];

await describeWithExecutors('a run whose daemon is killed, with the executor %s', ['auxiliary'], ({ options }) => {
  const reason = reasonWithoutDaemon();
  let scratch: Scratch;
  let daemon: PrivateDaemon;
  let whole: string;
  const run = (...args: readonly string[]) =>
    startProgram(args, { environment: daemon.environment, deadlineMs: 600_000 });

  beforeAll(async () => {
    if (reason !== undefined) return;
    scratch = await openScratch();
    daemon = await privateDaemon(IMAGES);
    whole = scratch.path('whole');
    const ending = await run('discover', ...options, ...ORDER, '--out', whole, CASE).ended;
    expect(ending.exitCode, ending.stderr).toBe(0);
  });
  afterAll(async () => {
    await daemon?.[Symbol.asyncDispose]();
    await scratch?.remove();
  });

  for (const liveRestore of [false, true]) {
    it.skipIf(reason !== undefined)(
      `finds the same ${liveRestore ? 'with' : 'without'} live-restore (${reason ?? 'available'})`,
      async () => {
        const lines = await linesIn(whole);
        await daemon.kill();
        await daemon.start({ liveRestore });
        for (const part of KILLED_AT) {
          const directory = scratch.path(`killed-${liveRestore}-${part}`);
          const program = run('discover', ...options, ...ORDER, '--out', directory, CASE);
          while (program.process.exitCode === null && (await linesIn(directory)) < part * lines) await sleep(2);
          await daemon.kill();
          await sleep(500);
          await daemon.start({ liveRestore });
          const endings = [await program.ended];
          while (endings.at(-1)?.exitCode !== 0 && endings.length < 4)
            endings.push(await run('discover', '--resume', directory).ended);
          await expectSame(directory, endings);
          process.stderr.write(`killed at ${part}: exit codes ${endings.map(({ exitCode }) => exitCode).join(', ')}\n`);
        }
      },
    );
  }

  async function expectSame(directory: string, endings: readonly ProgramEnding[]): Promise<void> {
    expect(endings.at(-1)?.exitCode, endings.map(({ stdout, stderr }) => stdout + stderr).join('\n---\n')).toBe(0);
    const [record, expected] = [await readRecord(directory), await readRecord(whole)];
    expect(findingsIn(record)).toEqual(findingsIn(expected));
    const engine = await openEngine({ environment: { ...process.env, ...daemon.environment } });
    try {
      expect(await engine.owned(record.run.id)).toEqual([]);
    } finally {
      await engine.close();
    }
    expect(await run('verify-record', directory).ended).toMatchObject({ exitCode: 0 });
  }
});

async function linesIn(directory: string): Promise<number> {
  const text = await readFile(join(directory, 'journal.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}
