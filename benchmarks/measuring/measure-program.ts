import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './spread.ts';

/** Relative to the root of the repository, where benchmarks are started. */
const PROGRAM = 'dist/main.js';
/** Bundled beside every benchmark. */
const TELL_USAGE = new URL('./tell-usage.js', import.meta.url).href;

/** What a program cost from its start to its end. */
export interface ProgramCost {
  readonly durationMs: number;
  /** What it had of processors in that time. */
  readonly processorMs: number;
  /** The most memory that its process had. */
  readonly peakBytes: number;
}

/**
 * The milliseconds that a program needs, of several measurements. On a busy machine it waits for others, and several processors may
 * share its work: neither is its cost.
 */
export function neededMs(costs: readonly ProgramCost[]): number {
  return Math.min(
    median(costs.map(({ durationMs }) => durationMs)),
    median(costs.map(({ processorMs }) => processorMs)),
  );
}

/** Runs the built program as a user does, and tells what it cost; `scratch` is a directory to write to. */
export function measureProgram(args: readonly string[], scratch: string): ProgramCost {
  const file = join(scratch, 'usage');
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', TELL_USAGE, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, USAGE_FILE: file },
  });
  const durationMs = performance.now() - startedAt;
  if (status !== 0) throw new Error(`kaniko-caps ${args.join(' ')} ended with exit code ${status}:\n${stderr}`);
  const [peakKib = Number.NaN, processorMicroseconds = Number.NaN] = readFileSync(file, 'utf8').split(' ').map(Number);
  return { durationMs, processorMs: processorMicroseconds / 1_000, peakBytes: peakKib * 1_024 };
}
