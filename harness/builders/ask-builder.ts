import type { CommandOutcome, CommandSpecification, Engine } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';

/** What an image made of a command. */
export type BuilderAnswer = Exclude<CommandOutcome, { kind: 'not-asked' }>;

/**
 * Runs a command of a builder's image to its end. `reference` is how the user names the image.
 *
 * @throws HarnessError ENGINE_FAILED if the engine could not ask, which says nothing of the image.
 */
export async function askBuilder(
  engine: Pick<Engine, 'runOnce'>,
  reference: string,
  command: CommandSpecification,
): Promise<BuilderAnswer> {
  const outcome = await engine.runOnce(command);
  if (outcome.kind !== 'not-asked') return outcome;
  const { message, hint = 'Run the command again. `kaniko-caps doctor` shows what the engine can do.' } = outcome;
  throw new HarnessError('ENGINE_FAILED', `The engine could not ask ${reference} what it is: ${message}`, { hint });
}
