import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRecord } from '../runs/read-record.ts';
import { TAKEOVER_FILES } from '../testing/programs/executor-takeover.ts';
import { startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';
import { reasonNotToWatch } from '../testing/programs/watched-trial.ts';

const RUN_DEADLINE_MS = 240_000;

const CHANGED = /as the image was pushed, the builder's process has other code in its memory than its file/;
/** The kernel may still know a program by the name of the one that started it. */
const MEMORY = /(the program \S+|a program of the build) opened the memory of a process for writing/;

/** What takes the executor over, and what the kernel shows of it; the last is seen by its effect alone. */
const ATTACKS: Readonly<Record<string, { readonly run: string; readonly seen: RegExp }>> = {
  'by-its-memory': { run: 'sh /overwrite /proc/1/mem', seen: MEMORY },
  'by-tracing-it': {
    run: 'sh /trace',
    seen: /(the program poke|a program of the build) took hold of a running process \(ptrace\)/,
  },
  'by-what-outlives-a-run': {
    run: 'setsid sh /overwrite /proc/1/mem > /dev/null 2>&1 & sleep 2',
    seen: MEMORY,
  },
  'under-another-name': { run: 'ln -s /proc/1 /of && sh /overwrite /of/mem', seen: CHANGED },
};

/** A build that ends only where MKNOD is granted, unless its executor is not itself any more. */
function dockerfile(run: string): string {
  return `FROM busybox:stable\nCOPY . /\nRUN ${run}\nRUN mknod /n c 1 3\n`;
}

const reason = await reasonNotToWatch();

await describeWithExecutors('builds that become the Kaniko executor %s', ['auxiliary'], ({ options }) => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await openScratch();
    for (const [name, { run }] of Object.entries(ATTACKS)) {
      await mkdir(scratch.path(name));
      for (const [file, content] of Object.entries({ ...TAKEOVER_FILES, Dockerfile: dockerfile(run) })) {
        await writeFile(join(scratch.path(name), file), content);
        await chmod(join(scratch.path(name), file), 0o755);
      }
    }
  });
  afterAll(() => scratch.remove());

  /** What the record says of each of the cases. */
  const told = async (witness: 'auto' | 'off'): Promise<Record<string, string>> => {
    const paths = Object.keys(ATTACKS).map((name) => scratch.path(name));
    const args = ['verify', ...options, '--caps', 'CHOWN,DAC_OVERRIDE,FOWNER', '--confirm', '1', '--witness', witness];
    const run = startProgram([...args, '--out', scratch.path(`run-${witness}`), ...paths], {
      deadlineMs: RUN_DEADLINE_MS,
    });
    const { stderr } = await run.ended;
    const record = await readRecord(scratch.path(`run-${witness}`)).catch(() => undefined);
    if (record === undefined) throw new Error(stderr);
    return Object.fromEntries(record.cases.map(({ id, status, reason: why }) => [id, `${status}: ${why}`]));
  };

  it('are tampered by what they run as they push', { timeout: RUN_DEADLINE_MS }, async () => {
    const said = await told('off');
    for (const name of Object.keys(ATTACKS))
      expect(said[name], name).toMatch(new RegExp(`^tampered: ${CHANGED.source}`));
  });

  it.skipIf(reason !== undefined)('are tampered by what the kernel saw', { timeout: RUN_DEADLINE_MS }, async () => {
    const said = await told('auto');
    for (const [name, { seen }] of Object.entries(ATTACKS)) {
      expect(said[name], name).toMatch(new RegExp(`^tampered: ${seen.source}`));
    }
  });
});
