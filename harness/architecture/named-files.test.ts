import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Pages that send a reader to files of the program. */
const PAGES = [
  'docs/architecture.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs/how-to').map((page) => `docs/how-to/${page}`),
];

/** A path of the program in backticks; with `<...>` or capitals in it, it stands for one that the reader makes. */
const NAMED_FILE = /`((?:[a-z-]+\/)+[a-z-]+\.(?:test\.)?ts)`/g;

it.each(PAGES)('%s names only files that are there', (page) => {
  const named = [...readFileSync(page, 'utf8').matchAll(NAMED_FILE)].map(([, path = '']) => path);
  const missing = named.filter((path) => !existsSync(path) && !existsSync(`harness/${path}`));
  expect(missing).toEqual([]);
});
