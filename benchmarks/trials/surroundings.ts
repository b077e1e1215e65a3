import { hostname } from 'node:os';
import type { Builder } from '../../harness/builders/builder.ts';
import { chooseBuilder } from '../../harness/builders/choose-builder.ts';
import { findCases } from '../../harness/corpus/find-cases.ts';
import { commonEnvironment } from '../../harness/engine/common-environment.ts';
import { openEngine } from '../../harness/engine/open-engine.ts';
import type { Engine } from '../../harness/engine/port.ts';
import { HarnessError } from '../../harness/errors.ts';
import { chooseAuxiliaryImage } from '../../harness/sandbox/auxiliary-image.ts';
import { sweepRun } from '../../harness/sandbox/sweep.ts';
import type { Case } from '../../harness/vocabulary/case.ts';
import type { BuilderRequest } from '../../harness/vocabulary/run-plan.ts';
import { type BuildByHand, prepareByHand } from './by-hand.ts';

/** What is measured, and how thoroughly. */
export interface TrialsOptions {
  readonly builder: BuilderRequest;
  /** Path of the one case that is built. */
  readonly casePath: string;
  readonly rounds: number;
  /** How often the tool and the loop by hand see a failure before they believe it. */
  readonly confirm: number;
  /** Whether a benchmark is only to show that it works. */
  readonly short: boolean;
  /** A directory to write to. */
  readonly scratch: string;
}

/** The engine, the builder and the case that the benchmarks of trials share. */
export interface Surroundings extends TrialsOptions {
  readonly engine: Engine;
  readonly opened: Builder;
  readonly auxiliaryImage: string;
  readonly one: Case;
  /** Builds the case once as people do it. */
  readonly byHand: BuildByHand;
  /** What was measured on what, in words. */
  describe(): Promise<string>;
  close(): Promise<void>;
}

/** Tells what goes on, beside the results. */
export function tellStep(text: string): void {
  console.error(text);
}

/** Opens the engine and the builder, and prepares the builds by hand. `close` removes what they left on the engine. */
export async function openSurroundings(options: TrialsOptions): Promise<Surroundings> {
  const engine = await openEngine({ environment: process.env });
  const run = `kaniko-caps-bench-${process.pid}`;
  const close = async (): Promise<void> => {
    await sweepRun(engine, run);
    await engine.close();
  };
  try {
    const search = { credentialsFor: async () => undefined, progress: { preparing: tellStep } };
    const { builder: opened } = await chooseBuilder(engine, options.builder, search);
    const auxiliaryImage = await chooseAuxiliaryImage(engine, null, tellStep);
    const [one] = await findCases([options.casePath]);
    if (one === undefined) throw new HarnessError('NO_DOCKERFILE', `There is no case at ${options.casePath}`);
    const byHand = await prepareByHand({ builder: opened, auxiliaryImage, one, run, scratch: options.scratch });
    const describe = (): Promise<string> => describeSurroundings(engine, opened, options.casePath);
    return { ...options, engine, opened, auxiliaryImage, one, byHand, describe, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function describeSurroundings(engine: Engine, builder: Builder, casePath: string): Promise<string> {
  const on = commonEnvironment(await engine.hosts());
  const { kind, version } = builder.identity;
  return [
    `${kind} ${version}, ${casePath}, on ${hostname()}: ${on.cpus} CPUs, kernel ${on.kernel}, ${on.engine} ${on.version}, ${on.runtime}, ${on.storageDriver}`,
    'By hand is `docker run --rm` on the default bridge: the same executor, flags and context, pushing to a registry of the same kind.',
    'It neither reads evidence nor reads the image back; the tool does both, and keeps what it saw on disk.',
  ].join('\n');
}
