// Runs the program as a user does, and tells how long it took, and how much processor time and memory.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const WITNESS = new URL('./peak-memory.mjs', import.meta.url).href;

export function runProgram(args, { scratch }) {
  const file = join(scratch, 'peak-memory');
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', WITNESS, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, PEAK_MEMORY_FILE: file },
  });
  if (status !== 0) throw new Error(`kaniko-caps ${args.join(' ')} ended with exit code ${status}:\n${stderr}`);
  const durationMs = performance.now() - startedAt;
  const [peakMemoryKib, processorMicroseconds] = readFileSync(file, 'utf8').split(' ').map(Number);
  return { durationMs, processorMs: processorMicroseconds / 1_000, peakMemoryKib };
}

/** The options that name the same builder. */
export function builderArguments({ builder, executorBinary }) {
  return builder === undefined ? [`--executor-binary=${executorBinary}`] : [`--builder=${builder}`];
}
