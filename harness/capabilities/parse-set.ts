import { HarnessError } from '../errors.ts';
import { suggestion } from '../suggestion.ts';
import { CAPABILITIES, parseCapability } from './capability.ts';
import { type CapabilitySet, EMPTY_SET, setOf, union } from './capability-set.ts';

/**
 * The set that a user wrote as `CHOWN,cap_fowner`, or `none` for the empty set.
 *
 * @throws HarnessError for an unknown name, with the nearest known one.
 */
export function parseSet(text: string): CapabilitySet {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 1 && words[0]?.toLowerCase() === 'none') return EMPTY_SET;
  return words.map(parseMember).reduce(union, EMPTY_SET);
}

/** The set that a record writes as names; one that this version does not know is left out. */
export function setOfNames(names: readonly string[]): CapabilitySet {
  const known = names.map(parseCapability).filter((name) => name !== undefined);
  return setOf(...known);
}

function parseMember(word: string): CapabilitySet {
  const capability = parseCapability(word);
  if (capability !== undefined) return setOf(capability);
  const near = suggestion(word.replace(/^CAP_/i, ''), CAPABILITIES);
  throw new HarnessError('UNKNOWN_CAPABILITY', `Unknown capability ${word}`, near);
}
