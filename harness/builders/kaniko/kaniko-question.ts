import type { BuilderAnswer } from '../ask-builder.ts';

/** Runs a command of the executor's image to its end, without a network and without capabilities. */
export type KanikoQuestion = (
  command: readonly string[],
  environment?: Readonly<Record<string, string>>,
) => Promise<BuilderAnswer>;
