import { type CapabilitySet, difference, EMPTY_SET, namesOf, sizeOf } from '../capabilities/capability-set.ts';
import { safeText } from './plain-text.ts';

/** How many capabilities may be missing from the universe for a set to be told by what it lacks. */
const FEW = 3;

/** A set as a person reads it beside its universe: `CHOWN FOWNER`, `everything but SETFCAP`, `nothing`. */
export function setText(set: CapabilitySet, universe: CapabilitySet): string {
  if (set === EMPTY_SET) return 'nothing';
  if (set === universe) return 'everything';
  const missing = difference(universe, set);
  const byWhatItLacks =
    sizeOf(missing) <= FEW && sizeOf(missing) < sizeOf(set) && difference(set, universe) === EMPTY_SET;
  return byWhatItLacks ? `everything but ${namesOf(missing).join(' ')}` : namesOf(set).join(' ');
}

/** A set that serves is told by what it has, as long as that is not nearly everything. */
const MANY = 8;

/** A set that serves, as a person reads it: its names, or of a large one what it lacks. */
export function servingSetText(set: CapabilitySet, universe: CapabilitySet): string {
  return sizeOf(set) > MANY ? setText(set, universe) : namesOf(set).join(' ') || 'nothing';
}

/** How many trials are told by their names before the rest is counted. */
const TRIALS_TOLD = 4;

/**
 * The trials that show something: `(t0003, t0010)`, `(t0003, t0004, t0005, t0006 and 5 more)`; nothing of none. What is to be
 * said of them besides stands after them: `(t0003, CapBnd 00000000000004fb)`.
 */
export function trialsText(trials: readonly string[], besides?: string): string {
  if (trials.length === 0) return '';
  const more = trials.length - TRIALS_TOLD;
  const told = `${trials.slice(0, TRIALS_TOLD).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return ` (${safeText([told, ...(besides === undefined ? [] : [besides])].join(', '))})`;
}

/** Words as a person lists them: `a, b and c`. */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
