import { expect, it } from 'vitest';
import { CAPABILITIES } from './capability.ts';
import { whatItOpens } from './what-it-opens.ts';

it.each(CAPABILITIES)('What %s opens is one sentence with a source', (name) => {
  const { sentence, source } = whatItOpens(name) ?? { sentence: '', source: '' };
  expect(sentence).toMatch(/^The (build can|kernel does) [^.]+\.$/);
  expect(source).toMatch(/\w\(\d\)/);
});

it('No two capabilities are told with the same sentence', () => {
  const sentences = CAPABILITIES.map((name) => whatItOpens(name)?.sentence);
  expect(new Set(sentences).size).toBe(CAPABILITIES.length);
});
