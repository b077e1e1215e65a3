import type { Engine } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import type { Builder } from './builder.ts';
import { BUILDER_KINDS, builderKindOf } from './catalogue.ts';

/**
 * Makes a builder of an image that the engine has.
 *
 * @throws HarnessError NOT_AN_EXECUTOR or EXECUTOR_UNSUITABLE if it is none that can be used.
 */
export async function openBuilderImage(engine: Engine, reference: string): Promise<Builder> {
  const image = await engine.images.find(reference);
  if (image !== undefined) return builderKindOf(image).openImage(engine, image, reference);
  throw new HarnessError('BUILDER_UNAVAILABLE', `The engine no longer has the image ${reference}`);
}

/**
 * Makes a builder of a local binary. `tell` hears of steps that take time.
 *
 * @throws HarnessError EXECUTOR_UNREADABLE, NOT_AN_EXECUTOR or EXECUTOR_UNSUITABLE if it cannot be used.
 */
export async function openExecutorBinary(engine: Engine, path: string, tell: (step: string) => void): Promise<Builder> {
  for (const { openBinary } of BUILDER_KINDS) if (openBinary !== null) return openBinary(engine, path, tell);
  throw new HarnessError('NOT_AN_EXECUTOR', `${path} cannot be used: no builder can be given as a binary`);
}
