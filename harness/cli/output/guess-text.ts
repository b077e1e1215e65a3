import { type CapabilitySet, EMPTY_SET, formatSet } from '../../capabilities/capability-set.ts';
import { minimalSets } from '../../search/ledger/transversals.ts';
import type { CasePrior } from '../../search/picker/prior.ts';
import { safeText } from '../../text/plain-text.ts';

/** What a case probably needs, and why, as a person reads it. */
export function guessText(name: string, prior: CasePrior): string {
  const faithful = guessedSets(prior.faithful.guesses);
  const exitZero = guessedSets(prior.exitZero.guesses);
  return [
    `${safeText(name)}  probably needs  ${faithful}`,
    ...(exitZero === faithful ? [] : [`  for exit code 0  ${exitZero}`]),
    ...prior.because.map((line) => `  ${safeText(line)}`),
  ].join('\n');
}

/** The likely sets; a larger one is held ready for the case that the smaller fails. */
function guessedSets(guesses: readonly CapabilitySet[] = []): string {
  const text = (set: CapabilitySet): string => (set === EMPTY_SET ? 'nothing' : formatSet(set).replaceAll(',', ' '));
  const likely = minimalSets(guesses);
  const larger = guesses.filter((set) => !likely.includes(set));
  const orElse = larger.length === 0 ? '' : `, or else  ${larger.map(text).join(', ')}`;
  return `${likely.map(text).join('  or  ')}${orElse}`;
}
