import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where a secret can come from; each has a value that stands nowhere else. */
const SOURCES = [
  'registry-password',
  'registry-token',
  'tool-proxy',
  'tool-variable',
  'engine-address',
  'argument-by-name',
  'argument-from-environment',
  'argument-with-proxy',
  'argument-in-settings',
  'secret-variable',
  'secret-file',
] as const;

/** Where a secret can come from. */
export type CanarySource = (typeof SOURCES)[number];

/** The value of a source. Its slash and its plus look otherwise in a URL and in base64 for URLs. */
export function canary(source: CanarySource): string {
  return `cnry/${source}+4711`;
}

/** The canaries in a text, each with the form in which it was found. */
export function canariesIn(text: string): string[] {
  return SOURCES.flatMap((source) =>
    [...formsOf(canary(source))].filter(([, form]) => text.includes(form)).map(([name]) => `${source} ${name}`),
  );
}

function formsOf(value: string): Map<string, string> {
  const forms = new Map([
    ['as it is', value],
    ['in a URL', encodeURIComponent(value)],
    ['in hexadecimal', Buffer.from(value).toString('hex')],
  ]);
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.from(`${'.'.repeat(before)}${value}`).toString('base64');
    // The first and the last letters depend on what stands beside.
    const inner = encoded.slice(4, Math.floor((before + value.length) / 3) * 4);
    forms.set(`in base64 (${before})`, inner);
    forms.set(`in base64 for URLs (${before})`, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}

/** The canaries in the files of a directory and in their names; of a compressed one, in its content too. */
export async function canariesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.isFile() ? await readFile(path) : Buffer.alloc(0);
      const content = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
      return canariesIn(`${path}\n${content}`).map((what) => `${path}: ${what}`);
    }),
  );
  return found.flat();
}
