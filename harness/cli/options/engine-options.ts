import { ENGINE_NAMES } from '../../engine/engine-names.ts';
import type { EngineWish } from '../../engine/open-engine.ts';
import { type OptionValues, repeated, value } from './option.ts';
import { choice, collect } from './parse-option.ts';

/** Which engine runs containers; the same for every command that needs one. */
export const ENGINE_OPTIONS = {
  engine: value(
    '--engine <kind>',
    `what runs the containers: ${ENGINE_NAMES.join(', ')} (default: what KANIKO_CAPS_ENGINE names, else the first of them that answers)`,
    choice(...ENGINE_NAMES),
  ),
  host: repeated(
    '--host <address>',
    'where the engine is, such as ssh://build1 or tcp://build2:2376; given several times, trials run on all of them (default: what DOCKER_HOST or the docker context says)',
    collect,
  ),
};

/** The values of these options. */
export type EngineOptions = OptionValues<typeof ENGINE_OPTIONS>;

/** The engine that the command line asks for, else the kind on which a resumed run began, else what the environment leads to. */
export function engineWishOf(
  { engine, host }: EngineOptions,
  environment: NodeJS.ProcessEnv,
  begunOn?: string | undefined,
): EngineWish {
  return { name: engine ?? ENGINE_NAMES.find((name) => name === begunOn), hosts: host, environment };
}
