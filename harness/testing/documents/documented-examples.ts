import { readFileSync } from 'node:fs';

/** An example of a page: the text of a code block. */
const EXAMPLE = /<!-- (\S+) -->\n```\w*\n([\s\S]*?)\n```/g;

/** The examples of a page of the documentation, by the names that stand in a comment above each. */
export function documentedExamples(page: string): Map<string, string> {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return new Map([...text.matchAll(EXAMPLE)].map(([, name = '', example = '']) => [name, `${example}\n`]));
}
