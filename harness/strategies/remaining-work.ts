import type { CaseState } from '../proof/case-state.ts';
import { costsOf } from './costs.ts';

/** Nothing is known before the reference, so that it comes first: the longest case shows itself early. */
export const UNKNOWN_MS = Number.MAX_SAFE_INTEGER;

/** About how long a case still takes, in milliseconds: what is open may pass, and what failed once has to fail again. */
export function remainingMs({ reference, faithful, exitZero, trials }: CaseState): number {
  if (reference.kind === 'open') return UNKNOWN_MS;
  if (reference.kind !== 'sound') return 0;
  const costs = costsOf(trials);
  const open = new Set([...faithful.open(), ...exitZero.open()]);
  const once = new Set([...faithful.failing, ...exitZero.failing].filter((set) => faithful.countsOf(set).fails < 2));
  return open.size * costs.pass + once.size * costs.fail;
}
