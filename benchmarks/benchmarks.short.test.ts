import { describe, it } from 'vitest';
import { findChromium, NO_CHROMIUM } from '../harness/testing/programs/chromium.ts';
import { runScript } from './measuring/run-script.ts';

/** A benchmark is of use only if it still runs when somebody needs it: a short run shows that it does. */
describe.concurrent('a short run', () => {
  it('of the search measures every section', async ({ expect }) => {
    const { exitCode, stdout, stderr } = await runScript('bench-search', '--short');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.not.stringContaining('Error') });
    for (const title of [
      'Targets',
      'One minimal set',
      'Makespan',
      'Recorded builds',
      'Watched builds',
      'A check against the lock file',
    ]) {
      expect(stdout).toMatch(new RegExp(`## ${title}\n\n.*\n\n\\| `));
    }
  });

  it('of the reports shows a record in some formats', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('bench-reports', '--short');
    for (const format of ['table', 'html', 'json'])
      expect(stdout).toMatch(new RegExp(`^\\| ${format} \\| [\\d,]+ \\|`, 'm'));
    expect(exitCode).toBe(0);
  });

  it('of the images reads some that are made to be a burden', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('bench-images', '--short', '--only', 'hard links');
    expect(stdout.match(/^\| \d+,000 hard links.*\| kept \|$/gm)).toHaveLength(2);
    expect(exitCode).toBe(0);
  });

  it('of the start tells how long it takes and what is loaded', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('bench-start', '--short');
    expect(stdout).toMatch(/^\| --version \| median \d+ ms/m);
    expect(stdout).toMatch(/^\| commander \| [\d,]+ kB \|$/m);
    expect(exitCode).toBe(0);
  });

  it('of the resumption reads a journal and tells what each part took', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('bench-resume', '--short');
    expect(stdout).toMatch(/^1,000 trials of \d+ cases, [\d,]+ lines\.$/m);
    expect(stdout).toMatch(/^\| together \| median \d+ ms/m);
    expect(exitCode).toBe(0);
  });

  it('of nodes runs cases on one and on two', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('bench-nodes', '--short');
    expect(stdout).toMatch(/^\| 2 \| 2 \| \d+ \| [\d.]+ \| \d+ % \|/m);
    expect(exitCode).toBe(0);
  });

  const chromium = findChromium();
  it.skipIf(chromium === undefined)(`of the page opens it (${chromium ?? NO_CHROMIUM})`, async ({ expect }) => {
    const { exitCode, stdout } = await runScript('bench-html', '--short');
    expect(stdout).toMatch(/^5 cases, \d+ trials, .* MiB: median \d+ ms/);
    expect(exitCode).toBe(0);
  });

  it('of the witness compares what the kernel told with what trials proved', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('compare-witness', 'results/google-v1.24.0');
    expect(stdout).toContain('| setgid-foreign-group | CHOWN ');
    expect(exitCode).toBe(0);
  });

  it('of faults counts what they come to', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('inject-faults', '--short');
    expect(stdout).toMatch(/^\| simulated cases, scripted engine \| 5 \| [\d,]+ \|/m);
    expect(exitCode).toBe(0);
  });

  it('of the pairs counts those of a committed record', async ({ expect }) => {
    const { exitCode, stdout } = await runScript('count-pairs', 'results/google-v1.6.0');
    expect(stdout).toMatch(/^\| google-v1\.6\.0 \(kaniko v1\.6\.0\) \| [\d,]+ \| /m);
    expect(exitCode).toBe(0);
  });
});
