import { ENGINE_NAMES } from '../../engine/engine-names.ts';
import type { EngineWish } from '../../engine/open-engine.ts';
import { type OptionValues, value } from './option.ts';
import { choice } from './parse-option.ts';

/** Which engine runs containers; the same for every command that needs one. */
export const ENGINE_OPTIONS = {
  engine: value(
    '--engine <kind>',
    `what runs the containers: ${ENGINE_NAMES.join(', ')} (default: what KANIKO_CAPS_ENGINE names, else the first of them that answers)`,
    choice(...ENGINE_NAMES),
  ),
};

/** The values of these options. */
export type EngineOptions = OptionValues<typeof ENGINE_OPTIONS>;

/** The engine that the command line asks for, else the kind on which a resumed run began, else what the environment leads to. */
export function engineWishOf(
  { engine }: EngineOptions,
  environment: NodeJS.ProcessEnv,
  begunOn?: string | undefined,
): EngineWish {
  return { name: engine ?? ENGINE_NAMES.find((name) => name === begunOn), environment };
}
