import type { DifferingFact } from '../../comparison/differing-facts.ts';
import { SETTING_WORDS } from '../../record/configuration-words.ts';
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
  'environment.trialsPerPod': 'how many trials share a pod',
  'environment.isolation': 'whether network policies are enforced',
  ...Object.fromEntries(Object.entries(SETTING_WORDS).map(([name, words]) => [`configuration.${name}`, words])),
};

/** What a fact is called: `the owner of the context` for `configuration.context.owner`. */
export function fieldWords(field: string): string {
  return FIELD_WORDS[field] ?? field.replace(/^environment\./, '');
}

/** A fact before and after; of a hash only that it differs. */
export function factText({ field, before, after }: DifferingFact): string {
  const name = fieldWords(field);
  if (field === 'contextSha256') return name;
  return safeText(`${name} (${shorten(before, LONGEST)} → ${shorten(after, LONGEST)})`);
}

/** What may be the reason of a change; the builders are told once for all cases, as nearly always they are the same. */
export function causeText(cause: DifferingFact): string {
  return cause.field === 'builder' ? fieldWords('builder') : factText(cause);
}
