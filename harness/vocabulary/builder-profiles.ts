/**
 * The profiles of osscontainertools/kaniko, by name: the variables that each sets to true, as the README of v1.28.3 lists them under
 * "Profiles". `preview` switches on what will become the default; `buildkit` does what BuildKit does where Kaniko differs.
 */
export const BUILDER_PROFILES = {
  preview: [
    'FF_KANIKO_CROSS_REPO_MOUNT',
    'FF_KANIKO_EXPAND_HEREDOC',
    'FF_KANIKO_HASH_DIR_FRAMING',
    'FF_KANIKO_INFER_CROSS_STAGE_CACHE_KEY',
    'FF_KANIKO_PRECOMPILE_DOCKERIGNORE',
    'FF_KANIKO_REPRODUCIBLE_PRESERVE_BASE_LAYERS',
    'FF_KANIKO_RESOLVE_CACHE_KEY',
    'FF_KANIKO_ROLLING_CACHE_KEY',
    'FF_KANIKO_RUN_HONOR_GROUP',
    'FF_KANIKO_RUN_VIA_TINI',
    'FF_KANIKO_SHARED_BASE_CACHE',
    'FF_KANIKO_SKIP_CACHED_STAGES',
    'FF_KANIKO_SKIP_RELABEL_RECOMPRESS',
    'FF_KANIKO_SKIP_WRITE_WHITEOUTS',
    'FF_KANIKO_UNTAR_SKIP_ROOT',
  ],
  buildkit: [
    'FF_KANIKO_CHOWN_ON_IMPLICIT_DIRS',
    'FF_KANIKO_COPY_AS_ROOT',
    'FF_KANIKO_COPY_CHMOD_ON_IMPLICIT_DIRS',
    'FF_KANIKO_EXPAND_HEREDOC',
    'FF_KANIKO_RUN_HONOR_GROUP',
    'FF_KANIKO_UNTAR_SKIP_ROOT',
  ],
} as const;

/** The name of a profile. */
export type BuilderProfile = keyof typeof BUILDER_PROFILES;

/** The names of the profiles. */
export const BUILDER_PROFILE_NAMES = ['preview', 'buildkit'] as const satisfies readonly BuilderProfile[];

/** The variables that profiles set. */
export function profileEnvironment(profiles: readonly BuilderProfile[]): Record<string, string> {
  const names = profiles.flatMap((profile) => [...BUILDER_PROFILES[profile]]);
  return Object.fromEntries(names.map((name) => [name, 'true']));
}
