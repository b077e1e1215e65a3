import { type BuilderSearch, chooseBuilder } from '../builders/choose-builder.ts';
import type { Engine } from '../engine/port.ts';
import type { NamedExecutor } from './executor-name.ts';

/**
 * Refuses executors that cannot be used before anything is run: nobody should wait for the first one to learn of a typo in the
 * second.
 *
 * @throws HarnessError for what is no Kaniko executor, and for an image that cannot be had.
 */
export async function assertUsable(
  engine: Engine,
  executors: readonly NamedExecutor[],
  search: BuilderSearch,
): Promise<void> {
  for (const { request } of executors) await chooseBuilder(engine, request, search);
}
