import { HarnessError } from '../../errors.ts';
import { suggestion } from '../../suggestion.ts';
import { plainLines } from '../../text/plain-lines.ts';
import { flagName } from '../../vocabulary/configuration.ts';
import type { BuilderAnswer } from '../ask-builder.ts';
import type { OfferedFlags } from './offered-flags.ts';
import type { SettingRules } from './setting-rules.ts';

/** A builder that can be asked about flags. */
export interface FlagReader {
  /** As sentences name it: `Kaniko v1.24.0`. */
  readonly title: string;
  readonly offered: OfferedFlags;
  readonly rules: SettingRules;
  /** Has the builder read flags and do nothing else: runs it with `--help` before them. */
  readonly read: (flags: readonly string[]) => Promise<BuilderAnswer>;
}

/**
 * Holds flags against what a builder knows: their names against its help, their values by having it read them.
 *
 * @throws HarnessError UNKNOWN_FLAG or BAD_CONFIGURATION for the first that it cannot use.
 */
export async function checkFlags(flags: readonly string[], reader: FlagReader): Promise<void> {
  if (flags.length === 0) return;
  for (const flag of flags) assertKnown(flag, reader);
  const outcome = await reader.read(flags);
  if (outcome.kind === 'ended' && outcome.exitCode === 0) return;
  throw new HarnessError('BAD_CONFIGURATION', `${reader.title} cannot read its flags: ${lastWords(outcome)}`, {
    hint: `Correct the flag. \`--help\` of the builder lists its flags and what they take.`,
  });
}

function assertKnown(flag: string, { title, offered, rules }: FlagReader): void {
  const name = flagName(flag);
  const known = offered.get(name);
  if (known === undefined) {
    const names = [...offered.keys()].filter((other) => !rules.flags.has(other)).map((other) => `--${other}`);
    throw new HarnessError('UNKNOWN_FLAG', `${title} has no flag --${name}`, {
      hint: suggestion(`--${name}`, names).hint ?? `Leave it out, or use a version of the builder that has it.`,
    });
  }
  if (!known.takesValue || flag.includes('=')) return;
  throw new HarnessError('BAD_CONFIGURATION', `The flag --${name} of ${title} needs a value`, {
    hint: `Write --${name}=VALUE.`,
  });
}

/** What it says is wrong, or that it says nothing. */
function lastWords(outcome: BuilderAnswer): string {
  if (outcome.kind === 'failed') return outcome.message;
  const lines = plainLines(outcome.output);
  return lines.find((line) => line.startsWith('Error: '))?.slice('Error: '.length) ?? `exit code ${outcome.exitCode}`;
}
