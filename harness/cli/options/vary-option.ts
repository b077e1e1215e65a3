import { InvalidArgumentError } from 'commander';
import { suggestion } from '../../suggestion.ts';
import { DEFAULT_VARIATIONS, VARIATION_NAMES } from '../../variations/catalogue.ts';
import type { Variation } from '../../vocabulary/variation.ts';
import { value } from './option.ts';

/** The option that says under which other configurations minimal sets are tried as well. */
export function varyOption(description: string, fallback: readonly Variation[]) {
  const names = VARIATION_NAMES.join(', ');
  const usual = fallback.length === 0 ? 'none' : fallback.join(',');
  return value('--vary <list>', `${description}: all, none, or some of ${names} (default: ${usual})`, variationList);
}

/** Those that a discovery tries where nothing is said. */
export const USUAL_VARIATIONS = DEFAULT_VARIATIONS;

/** Reads `owner,redo`, `all` or `none`. */
export function variationList(text: string): readonly Variation[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'none') return [];
  if (names.length === 1 && names[0] === 'all') return VARIATION_NAMES;
  const found = names.map(variationNamed);
  return VARIATION_NAMES.filter((name) => found.includes(name));
}

function variationNamed(written: string): Variation {
  const found = VARIATION_NAMES.find((name) => name === written);
  if (found !== undefined) return found;
  if (written === 'all' || written === 'none') throw new InvalidArgumentError(`Give ${written} alone.`);
  const { hint } = suggestion(written, VARIATION_NAMES);
  throw new InvalidArgumentError(
    `${JSON.stringify(written)} is not a variation. ${hint ?? `There are ${VARIATION_NAMES.join(', ')}, all and none.`}`,
  );
}
