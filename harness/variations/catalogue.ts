import type { Variation } from '../vocabulary/variation.ts';
import { withContextOfAnotherUser, withModesOfGit } from './context-variations.ts';
import { withBuilderFlag } from './flag-variations.ts';
import { withBuilderProfile } from './profile-variations.ts';
import type { VariationEntry } from './variation-entry.ts';

/**
 * What each variation is, in the order in which they are tried and told. One trial costs about 4 % of a discovery, so only those
 * are tried by default that many pipelines have and that often change the answer.
 */
export const VARIATIONS: Readonly<Record<Variation, VariationEntry>> = {
  owner: withContextOfAnotherUser,
  modes: withModesOfGit,
  redo: withBuilderFlag('--snapshot-mode=redo', { isDefault: true }),
  'new-run': withBuilderFlag('--use-new-run'),
  'single-snapshot': withBuilderFlag('--single-snapshot'),
  'no-new-privileges': {
    words: 'no-new-privileges',
    isDefault: true,
    rightImage: 'reference',
    change: (configuration) => ({ ...configuration, noNewPrivileges: true }),
    notTried: ({ configuration }) => (configuration.noNewPrivileges ? 'every trial has it already' : undefined),
  },
  'default-seccomp': {
    words: "the engine's default seccomp filter",
    isDefault: false,
    rightImage: 'reference',
    change: (configuration) => ({ ...configuration, seccomp: 'default' }),
    notTried: ({ configuration }) =>
      configuration.seccomp === 'unconfined' ? undefined : 'every trial has a filter already',
  },
  cache: {
    words: 'a warm cache',
    isDefault: false,
    startsFromCache: true,
    rightImage: 'own-reference',
    change: (configuration) => ({ ...configuration, cache: 'warm' }),
    notTried: ({ configuration, builder }) => {
      if (configuration.cache === 'warm') return 'every trial has it already';
      return builder.kind === 'kaniko' ? undefined : 'only Kaniko has it';
    },
  },
  preview: withBuilderProfile('preview', "the fork's Preview profile"),
  buildkit: withBuilderProfile('buildkit', "the fork's BuildKit profile"),
};

/** The names of all variations, in the order of the catalogue. */
export const VARIATION_NAMES = Object.keys(VARIATIONS) as readonly Variation[];

/** Those that are tried unless something else is asked for. */
export const DEFAULT_VARIATIONS: readonly Variation[] = VARIATION_NAMES.filter((name) => VARIATIONS[name].isDefault);
