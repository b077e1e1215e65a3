import fc from 'fast-check';

/** Words that the harness itself writes in observations and fingerprints. */
const OWN_WORDS = [
  'built',
  'failed',
  'kind',
  'class',
  'phase',
  'instruction',
  'infrastructure',
  'registry',
  'file',
  'directory',
  'added',
  'whiteout',
  'capability',
  'executor',
  'permission',
  'linux',
  'name',
] as const;

/** Secrets of 4 to 12 small letters, ordinary words among them. */
export function ordinarySecret(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...OWN_WORDS), fc.stringMatching(/^[a-z]{4,12}$/));
}
