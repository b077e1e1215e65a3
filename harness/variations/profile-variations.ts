import { type BuilderProfile, profileEnvironment } from '../vocabulary/builder-profiles.ts';
import type { VariationEntry } from './variation-entry.ts';

/** The variables of a profile of osscontainertools/kaniko; they take the place of those with the same names. */
export function withBuilderProfile(profile: BuilderProfile, words: string): VariationEntry {
  const variables = profileEnvironment([profile]);
  return {
    words,
    isDefault: false,
    rightImage: 'own-reference',
    change: (configuration) => ({
      ...configuration,
      builderEnvironment: { ...configuration.builderEnvironment, ...variables },
    }),
    notTried: ({ configuration, builder }) => {
      if (builder.repository?.includes('osscontainertools/kaniko') !== true)
        return 'only osscontainertools/kaniko has it';
      const before = configuration.builderEnvironment;
      const isSet = Object.entries(variables).every(([name, value]) => before[name] === value);
      return isSet ? 'every trial has it already' : undefined;
    },
  };
}
