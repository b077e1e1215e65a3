import type { CaseRecord } from '../../../record/record.ts';
import { safeText } from '../../../text/plain-text.ts';
import { listText } from '../../../text/set-text.ts';
import { widerCommand } from '../run/command-text.ts';

/** What is known of the capabilities that were not in play, and the command that tries those that may matter; none in earlier records. */
export function beyondLines(one: CaseRecord): string[] {
  const beyond = one.beyondUniverse;
  if (beyond === undefined) return [];
  const { asked, opensCalls, notRecorded } = beyond;
  const mayMatter = [...new Set([...asked, ...opensCalls])];
  const told = (names: readonly string[], text: (names: string) => string): string[] =>
    names.length === 0 ? [] : [`not in play: ${text(safeText(listText(names)))}`];
  return [
    ...told(asked, (names) => `the build asked for ${names} and never got it; with it the build may go another way`),
    ...told(opensCalls, (names) => `the build made system calls that seccomp allows only with ${names}`),
    ...told(notRecorded, (names) => `whether the build asked for ${names} was not recorded`),
    'not in play: every other capability was never asked for, so it cannot matter',
    ...(mayMatter.length === 0
      ? []
      : [`if you trust the Dockerfile, try those that may matter: ${widerCommand(one, mayMatter)}`]),
  ];
}
