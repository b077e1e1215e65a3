import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileEntry, fingerprintArbitrary, imageOf } from '../testing/examples/fingerprints.ts';
import { openFingerprintStore } from './fingerprint-store.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fingerprints-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const IMAGE = imageOf({ 'usr/bin/tool': fileEntry({ mode: 0o2755 }) });

describe('the fingerprints of a run', () => {
  it('are the same in the next process', async () => {
    await fc.assert(
      fc.asyncProperty(fingerprintArbitrary, async (fingerprint) => {
        const digest = await openFingerprintStore(directory).put(fingerprint);
        const later = openFingerprintStore(directory);
        await later.load([digest]);
        expect(await later.put(later.get(digest))).toBe(digest);
        expect(later.get(digest)).toEqual(fingerprint);
      }),
      { numRuns: 20 },
    );
  });

  it('are kept once, also when trials that run at once give the same image', async () => {
    const store = openFingerprintStore(directory);
    const digests = await Promise.all(Array.from({ length: 8 }, () => store.put(IMAGE)));
    expect(await readdir(join(directory, 'fingerprints'))).toEqual([`${digests[0]}.json.gz`]);
    expect(new Set(digests).size).toBe(1);
  });

  it.each([
    ['is damaged', Buffer.from('not gzip')],
    ['is another image', gzipSync('{"schemaVersion":1,"config":{},"layers":[]}')],
  ])('are refused when a file %s, naming it', async (_, content) => {
    const digest = await openFingerprintStore(directory).put(IMAGE);
    await writeFile(join(directory, 'fingerprints', `${digest}.json.gz`), content);
    const loading = openFingerprintStore(directory).load([digest]);
    await expect(loading).rejects.toMatchObject({ code: 'RUN_DAMAGED', message: expect.stringContaining(digest) });
  });

  it('are read from no other place, whatever a journal calls them', async () => {
    for (const digest of ['../../elsewhere', '/etc/passwd', '', 'F'.repeat(64), `${'0'.repeat(64)}\n`]) {
      const loading = openFingerprintStore(directory).load([digest]);
      await expect(loading).rejects.toThrow(/names an image that cannot be one/);
    }
  });

  it('are refused when a file is missing', async () => {
    await expect(openFingerprintStore(directory).load(['0'.repeat(64)])).rejects.toMatchObject({ code: 'RUN_DAMAGED' });
  });
});
