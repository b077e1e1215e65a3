/** The kinds of engines as a user names them. It is apart from the kinds, because a command line is read without loading any. */
export const ENGINE_NAMES = ['docker', 'podman', 'kubernetes'] as const;

/** The name of a kind of engine. */
export type EngineName = (typeof ENGINE_NAMES)[number];
