import { resolve } from 'node:path';
import { credentialsFor } from '../corpus/registry-credentials.ts';
import { runCases } from '../discovery/run-cases.ts';
import { connectDocker } from '../engine/connect.ts';
import type { RunRecord } from '../record/record.ts';
import { chooseAuxiliaryImage } from './auxiliary-image.ts';
import { checkRequest } from './check-request.ts';
import { chooseBuilder } from './choose-builder.ts';
import { describeBuilder } from './describe-builder.ts';
import { watchInterruption } from './interruption.ts';
import { findRequestedCases } from './requested-cases.ts';
import type { RunRequest } from './run-request.ts';
import { showProgress } from './show-progress.ts';
import { TOOL_VERSION } from './tool-version.ts';

/** What became of a run, and where it is kept. */
export interface FinishedRun {
  readonly record: RunRecord;
  readonly directory: string;
  readonly interrupted: boolean;
}

/** How long the engine may take to answer one request. */
export const ENGINE_DEADLINE_MS = 60_000;

/** Checks all input first, then finds the engine and the builder, then runs the trials. */
export async function startRun(request: RunRequest): Promise<FinishedRun> {
  const { options } = request;
  const planned = await findRequestedCases(request);
  const cases = request.select?.(planned) ?? planned;
  const run = request.resumed?.run ?? newRunId();
  const directory = resolve(request.resumed?.directory ?? options.out ?? `results/${run}`);
  await checkRequest(request, cases, directory);
  request.check?.(cases);
  const engine = await connectDocker({ environment: process.env, deadlineMs: ENGINE_DEADLINE_MS });
  const interruption = watchInterruption();
  const progress = showProgress(cases.length);
  try {
    const slots = options.jobs ?? (await engine.environment()).cpus;
    await request.approve?.(cases, slots);
    const chosen = await chooseBuilder(engine, options, progress.preparing);
    progress.note(`builder: ${describeBuilder(chosen).join('\n  ')}`);
    const record = await runCases({
      run,
      directory,
      toolVersion: TOOL_VERSION,
      engine,
      builder: chosen.builder,
      cases,
      strategyFor: (prepared, findings) => request.strategyFor(prepared, { findings, tell: progress.note }),
      hardenedSets: request.hardenedSets,
      policy: request.policy,
      slots,
      auxiliaryImage: await chooseAuxiliaryImage(engine, options.auxImage, progress.preparing),
      watchKernel: options.witness !== 'off',
      substitutes: options.base ?? {},
      credentialsFor,
      contextLimitBytes: options.contextLimit * 2 ** 20,
      remembered: { workingDirectory: process.cwd(), paths: request.paths, options, ...request.remembered },
      progress,
      stop: interruption.stop,
      cancel: interruption.cancel,
    });
    return { record, directory, interrupted: interruption.stop.aborted };
  } finally {
    progress.end();
    interruption.dispose();
    await engine.close();
  }
}

/** Names that sort by time, and are free on every engine. */
export function newRunId(): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*/, '').replace('T', '-');
  return `run-${time}-${process.pid.toString(36)}`;
}
