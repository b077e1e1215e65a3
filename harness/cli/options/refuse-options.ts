import { HarnessError } from '../../errors.ts';
import type { OptionTable } from './option.ts';

/** Why options mean nothing: what they were given beside, and what that does not do. */
export interface RefusedTogether {
  readonly beside: string;
  readonly because: string;
}

/** Beside a saved run, what a new one would be asked for. */
export const SAVED_RUN: RefusedTogether = {
  beside: '--record',
  because: 'A saved run is taken as it is: no trial runs',
};

/**
 * Refuses those of the given options that are declared in a table of which none has an effect here.
 *
 * @throws HarnessError OPTIONS_CONFLICT naming all of them.
 */
export function refuseOptions(
  given: ReadonlySet<string>,
  table: OptionTable,
  { beside, because }: RefusedTogether,
): void {
  const refused = Object.entries(table).flatMap(([name, { flags }]) => (given.has(name) ? [longFlag(flags)] : []));
  if (refused.length === 0) return;
  const names = refused.join(', ');
  const verb = refused.length === 1 ? 'has' : 'have';
  throw new HarnessError('OPTIONS_CONFLICT', `${names} ${verb} no effect beside ${beside}`, {
    hint: `${because}. Leave out ${names}, or leave out ${beside}.`,
  });
}

/** `--file` of `-f, --file <path>`. */
function longFlag(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
