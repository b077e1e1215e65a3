import type { DifferingFact } from '../../comparison/differing-facts.ts';
import { safeText, shorten } from '../../text/plain-text.ts';
import { LONGEST } from './check-proof-text.ts';

/** The names of what may differ. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  builder: 'the builder',
  tool: 'this program',
  contextSha256: 'the Dockerfile or its context',
  bases: 'base images',
  network: 'the network',
  untestable: 'what the engine cannot grant',
};

/** A fact before and after; of a hash only that it differs. */
export function factText({ field, before, after }: DifferingFact): string {
  const name = FIELD_WORDS[field] ?? field.replace(/^environment\./, '');
  if (field === 'contextSha256') return name;
  return safeText(`${name} (${shorten(before, LONGEST)} → ${shorten(after, LONGEST)})`);
}

/** What may be the reason of a change; the builders are told once for all cases, as nearly always they are the same. */
export function causeText(cause: DifferingFact): string {
  return cause.field === 'builder' ? (FIELD_WORDS['builder'] ?? '') : factText(cause);
}
