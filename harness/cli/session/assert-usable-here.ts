import { openEngine } from '../../engine/open-engine.ts';
import { credentialsFor } from '../../image/credentials/registry-credentials.ts';
import { assertUsable } from '../../use-cases/assert-usable.ts';
import type { NamedExecutor } from '../../use-cases/executor-name.ts';
import { tell } from '../output/output.ts';

/**
 * Refuses executors that cannot be used on the engine of the environment.
 *
 * @throws HarnessError for what is no Kaniko executor, INFRASTRUCTURE for an image that cannot be had.
 */
export async function assertUsableHere(executors: readonly NamedExecutor[]): Promise<void> {
  const engine = await openEngine({ environment: process.env });
  try {
    await assertUsable(engine, executors, { credentialsFor, progress: { preparing: tell } });
  } finally {
    await engine.close();
  }
}
