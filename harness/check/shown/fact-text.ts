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
  'configuration.context.kind': 'how the context arrives',
  'configuration.context.path': 'where the context is mounted',
  'configuration.context.owner': 'the owner of the context',
  'configuration.context.modes': 'the modes of the context',
  'configuration.cache': 'the cache',
  'configuration.secrets': 'secrets',
  'configuration.user': 'the user that the builder runs as',
  'configuration.seccomp': 'the seccomp profile',
  'configuration.noNewPrivileges': 'no-new-privileges',
  'configuration.builderFlags': 'flags of the builder',
  'configuration.builderEnvironment': 'environment variables of the builder',
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
