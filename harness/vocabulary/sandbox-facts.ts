/**
 * What the sandbox itself saw of a trial, which nothing that a build writes can change. A reason that a log gives counts as
 * somebody else's fault only where it agrees with these.
 */
export interface SandboxFacts {
  /**
   * Whether the sandbox's registry served the trial: `sound` if it answered throughout, and with nothing that ends a build; `failed`
   * if it was silent, refused a connection, or answered with an error that a builder cannot go on from (5xx, 429, or 404 for a base
   * image that it should hold); `unknown` if nobody watched.
   */
  readonly registry: 'sound' | 'failed' | 'unknown';
  /** Whether the disk that takes what the trial writes had room when the trial ended. */
  readonly disk: 'free' | 'full' | 'unknown';
}

/** Of a trial that nobody watched. */
export const NO_SANDBOX_FACTS: SandboxFacts = { registry: 'unknown', disk: 'unknown' };
