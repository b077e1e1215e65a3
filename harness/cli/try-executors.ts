import { connectDocker } from '../engine/connect.ts';
import { chooseBuilder } from './choose-builder.ts';
import type { NamedExecutor } from './executor-name.ts';
import { tell } from './output.ts';
import { ENGINE_DEADLINE_MS } from './start-run.ts';

/**
 * Finds out whether executors can be used: nobody should wait for the run of the first one to learn of a typo in the second.
 *
 * @throws HarnessError BAD_INPUT for what is no Kaniko executor, INFRASTRUCTURE for an image that cannot be had.
 */
export async function tryExecutors(executors: readonly NamedExecutor[]): Promise<void> {
  const engine = await connectDocker({ environment: process.env, deadlineMs: ENGINE_DEADLINE_MS });
  try {
    for (const { options } of executors) await chooseBuilder(engine, options, tell);
  } finally {
    await engine.close();
  }
}
