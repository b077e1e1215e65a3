import { flagName } from '../vocabulary/configuration.ts';
import type { VariationEntry } from './variation-entry.ts';

/** Another flag of Kaniko's; it takes the place of one with the same name. */
export function withBuilderFlag(flag: string, { isDefault = false } = {}): VariationEntry {
  const name = flagName(flag);
  return {
    words: flag,
    isDefault,
    rightImage: 'own-reference',
    change: (configuration) => ({
      ...configuration,
      builderFlags: [...configuration.builderFlags.filter((other) => flagName(other) !== name), flag],
    }),
    notTried: ({ configuration, builder }) => {
      if (builder.kind !== 'kaniko') return 'only Kaniko has this flag';
      return configuration.builderFlags.includes(flag) ? 'every trial has it already' : undefined;
    },
  };
}
