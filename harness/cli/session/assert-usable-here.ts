import type { EngineWish } from '../../engine/open-engine.ts';
import type { NamedExecutor } from '../../use-cases/executor-name.ts';
import { tell } from '../output/output.ts';

/**
 * Refuses executors that cannot be used on the engine that is asked for.
 *
 * @throws HarnessError for what is no Kaniko executor, and for an image that cannot be had.
 */
export async function assertUsableHere(executors: readonly NamedExecutor[], wish: EngineWish): Promise<void> {
  // Loaded only here: records can be compared without an engine.
  const { openEngine } = await import('../../engine/open-engine.ts');
  const { assertUsable } = await import('../../use-cases/assert-usable.ts');
  const { credentialsFor } = await import('../../image/credentials/registry-credentials.ts');
  const engine = await openEngine(wish);
  try {
    await assertUsable(engine, executors, { credentialsFor, progress: { preparing: tell } });
  } finally {
    await engine.close();
  }
}
