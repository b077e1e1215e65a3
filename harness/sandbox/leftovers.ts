import { HarnessError } from '../errors.ts';
import type { SweepOutcome } from './sweep.ts';

/** How many names are told. */
const NAMES_TOLD = 4;

/** What may be left of a run on the engine, and the way out; undefined if nothing is. */
export function leftoverText(outcome: SweepOutcome): string | undefined {
  if (outcome.kind === 'clean') return undefined;
  const { names, message } = outcome;
  const more = names.length > NAMES_TOLD ? ` and ${names.length - NAMES_TOLD} more` : '';
  const what =
    names.length === 0
      ? 'Containers and networks of this run may be left on the engine'
      : `Not removed: ${names.slice(0, NAMES_TOLD).join(', ')}${more}`;
  return `${what} (${message}). To remove them once this process has ended: kaniko-caps gc`;
}

/** The error, with what may be left on the engine in its way out. */
export function withLeftovers(thrown: unknown, outcome: SweepOutcome): unknown {
  const left = leftoverText(outcome);
  if (left === undefined || !(thrown instanceof HarnessError)) return thrown;
  const hint = thrown.hint === undefined ? left : `${thrown.hint}\n${left}`;
  return new HarnessError(thrown.code, thrown.message, { hint, cause: thrown });
}
