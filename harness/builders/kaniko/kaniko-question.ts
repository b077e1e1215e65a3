import type { CommandOutcome } from '../../engine/port.ts';

/** Runs a command of the executor's image to its end, without a network and without capabilities. */
export type KanikoQuestion = (
  command: readonly string[],
  environment?: Readonly<Record<string, string>>,
) => Promise<CommandOutcome>;
