import * as z from 'zod';

/** Where the value of a secret is. */
export const secretOrigin = z.discriminatedUnion('kind', [
  /** Absolute path of a file on this machine. */
  z.object({ kind: z.literal('file'), path: z.string() }),
  /** A variable of this program's environment. */
  z.object({ kind: z.literal('environment'), name: z.string() }),
  /** Nowhere: a made-up value is used. */
  z.object({ kind: z.literal('stand-in') }),
]);

/** Where the value of a secret build argument is. */
export const argumentOrigin = z.discriminatedUnion('kind', [
  /** A variable of this program's environment. */
  z.object({ kind: z.literal('environment'), name: z.string() }),
  /** The command line, which is kept nowhere. Whoever goes on with the run gives it again, or sets the variable of its name. */
  z.object({ kind: z.literal('command-line') }),
  /** The build arguments of a `case.json`, an absolute path. */
  z.object({ kind: z.literal('case-settings'), path: z.string() }),
  /** Nowhere: a made-up value is used. */
  z.object({ kind: z.literal('stand-in') }),
]);

/** Where the value of a secret is. */
export type SecretOrigin = z.output<typeof secretOrigin>;

/** A secret of a build, and where its value is. The value itself is kept nowhere. */
export const secretSource = z.object({
  /** As a Dockerfile names it: `RUN --mount=type=secret,id=npm`. */
  id: z.string(),
  from: secretOrigin,
});

/** A secret of a build, and where its value is. */
export type SecretSource = z.output<typeof secretSource>;

/** A build argument whose value is kept nowhere, and where that value is. */
export const secretArgument = z.object({ name: z.string(), from: argumentOrigin });

/** A build argument whose value is kept nowhere, and where that value is. */
export type SecretArgument = z.output<typeof secretArgument>;

/**
 * Where this machine has what a configuration only names. It is part of the plan, so that whoever goes on with a run finds it, and
 * no part of the configuration, which holds on every machine.
 */
export const configurationSources = z.object({
  /** Absolute path of the seccomp profile; null for none. */
  seccompFile: z.string().nullable(),
  secrets: z.array(secretSource).readonly(),
});

/** Where this machine has what a configuration only names. */
export type ConfigurationSources = z.output<typeof configurationSources>;

/** Nothing is named. */
export const NO_SOURCES: ConfigurationSources = { seccompFile: null, secrets: [] };
