import type { BuilderSettings } from '../../builders/builder.ts';
import type { Configuration } from '../../vocabulary/configuration.ts';

/** What a configuration sets of the builder. */
export function builderSettingsOf({ builderFlags, builderEnvironment }: Configuration): BuilderSettings {
  return { flags: builderFlags, environment: builderEnvironment };
}
