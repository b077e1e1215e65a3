import { HarnessError } from '../../errors.ts';
import { type OptionValues, repeated, text, value } from './option.ts';
import { choice, collect } from './parse-option.ts';

/** What a policy is for. */
export const POLICY_OPTIONS = {
  set: text(
    '--set <list>',
    'for policies: this set, if trials show that it works (default: the smallest set that works)',
  ),
  case: repeated('--case <id>', 'for policies: only this case; repeatable', collect),
  withoutCase: repeated('--without-case <id>', 'for policies: all cases but this; repeatable', collect),
  answer: value(
    '--answer <answer>',
    'for policies: what counts as success, faithful or exit-0 (default: faithful)',
    choice('faithful', 'exit-0'),
  ),
};

/**
 * Refuses options that nothing asked for would heed.
 *
 * @throws HarnessError naming the first of them.
 */
export function assertNoPolicyOptions(options: OptionValues<typeof POLICY_OPTIONS>): void {
  const given = Object.entries({
    '--set': options.set !== undefined,
    '--case': options.case.length > 0,
    '--without-case': options.withoutCase.length > 0,
    '--answer': options.answer !== undefined,
  });
  const [name] = given.find(([, isGiven]) => isGiven) ?? [];
  if (name === undefined) return;
  throw new HarnessError('OPTIONS_CONFLICT', `${name} was given without a policy format`, {
    hint: 'Add a policy format, such as --format kubernetes, or leave the option out.',
  });
}
