import { assertTakesBinaries } from '../builders/choose-builder.ts';
import type { Engine } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import type { Case } from '../vocabulary/case.ts';
import type { BuilderRequest } from '../vocabulary/run-plan.ts';

/**
 * Refuses what this engine can do for no trial, before anything is started on it.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED naming it.
 */
export function assertEngineServes(engine: Engine, builder: BuilderRequest, cases: readonly Case[]): void {
  assertTakesBinaries(engine, builder);
  const { seccompFileObstacle: obstacle } = engine;
  if (obstacle === null) return;
  for (const { path, configuration } of cases) {
    if (typeof configuration.seccomp === 'string') continue;
    const message = `${path}: the seccomp profile ${configuration.seccomp.name} cannot be used: ${obstacle.reason}`;
    throw new HarnessError('ENGINE_UNSUPPORTED', message, { hint: obstacle.hint });
  }
}
