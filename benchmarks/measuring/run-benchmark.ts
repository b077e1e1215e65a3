import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, HarnessError } from '../../harness/errors.ts';

/** The option of every benchmark that has it run one small case to its end, whatever the targets say: whether it works at all. */
export const SHORT = { type: 'boolean', default: false } as const;

/** What a benchmark found. */
export interface Measured {
  /** What is printed. */
  readonly text: string;
  /** Whether all targets were met. */
  readonly areKept: boolean;
}

/**
 * Runs a benchmark with a directory of its own and prints what it found. The exit code is 1 for a target that was missed, unless
 * the run was a short one.
 */
export async function runBenchmark(
  { short }: { readonly short: boolean },
  measure: (scratch: string) => Measured | Promise<Measured>,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-bench-'));
  try {
    const { text, areKept } = await measure(scratch);
    console.log(text);
    if (areKept) return;
    console.error(short ? 'A target was missed, as a short run may.' : 'A target was missed.');
    process.exitCode = short ? 0 : 1;
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    console.error([thrown.message, thrown.hint].filter((line) => line !== undefined).join('\n  '));
    process.exitCode = exitCodeOf(thrown.code);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
