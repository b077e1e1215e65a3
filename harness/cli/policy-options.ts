import { type Command, Option } from 'commander';
import { HarnessError } from '../errors.ts';
import type { PolicyOptions } from './policy-of.ts';

/** Adds the options that say what a policy is for to a command. */
export function withPolicyOptions(command: Command): Command {
  return command
    .option('--set <list>', 'for policies: this set, if it is shown to serve (default: the smallest that serves)')
    .option('--case <id>', 'for policies: only this case; repeatable', collect)
    .option('--without-case <id>', 'for policies: all cases but this; repeatable', collect)
    .addOption(
      new Option('--answer <answer>', 'for policies: what counts as success (default: faithful)').choices([
        'faithful',
        'exit-0',
      ]),
    );
}

/**
 * Refuses options that nothing asked for would heed.
 *
 * @throws HarnessError BAD_INPUT naming the first of them.
 */
export function assertNoPolicyOptions({ set, case: only, withoutCase, answer }: PolicyOptions): void {
  const given = Object.entries({ '--set': set, '--case': only, '--without-case': withoutCase, '--answer': answer });
  const [name] = given.find(([, value]) => value !== undefined) ?? [];
  if (name === undefined) return;
  throw new HarnessError('BAD_INPUT', `${name} was given, but no policy is asked for`, {
    hint: 'It says what a policy is for. Ask for one, as --format kubernetes, or leave it out.',
  });
}

function collect(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
