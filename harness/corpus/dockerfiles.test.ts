import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCaseSettings } from './case-settings.ts';
import { findCases } from './find-cases.ts';

const CORPUS = fileURLToPath(new URL('../../dockerfiles', import.meta.url));
const OFFLINE_BASES = [
  'busybox:stable',
  'debian:bookworm-slim',
  'kaniko-caps-base/file-capabilities:1',
  'kaniko-caps-base/packages:1',
];

const cases = await findCases([CORPUS]);

describe('the reference Dockerfiles', () => {
  it('are all found, under the names of their directories', async () => {
    const entries = await readdir(CORPUS, { withFileTypes: true });
    const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(cases.map(({ id }) => id)).toEqual(directories.toSorted());
    expect(cases.length).toBeGreaterThanOrEqual(17);
  });

  it('are all in the table of their README, and nothing else is', async () => {
    const readme = await readFile(join(CORPUS, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(cases.map(({ id }) => id));
  });

  it.each(cases)(
    '$id says what it is about and builds offline',
    async ({ contextDirectory, baseReferences, network }) => {
      const file = join(contextDirectory, 'case.json');
      const settings = parseCaseSettings(await readFile(file, 'utf8'), file);
      expect(settings).toMatchObject({
        title: expect.any(String) as unknown,
        exercises: expect.stringMatching(/\.$/) as unknown,
      });
      expect(OFFLINE_BASES).toEqual(expect.arrayContaining([...baseReferences]));
      expect(network).toBe('none');
    },
  );
});
