import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openScratch } from '../testing/programs/scratch.ts';
import { fingerprintFile, openFingerprintStore } from './fingerprint-store.ts';
import { readJournal } from './journal.ts';

/** Zeros by the 64 MiB: gzip reads one archive behind the other as one. */
const BOMB = Buffer.concat(Array.from({ length: 17 }, () => gzipSync(Buffer.alloc(2 ** 26))));

it('a file that unpacks to more than a run can need is refused before it fills the memory', async () => {
  const scratch = await openScratch();
  await writeFile(scratch.path('journal.jsonl.gz'), BOMB);
  await expect(readJournal(scratch.path())).rejects.toMatchObject({ code: 'RUN_DAMAGED' });
  const digest = '0'.repeat(64);
  await mkdir(scratch.path('fingerprints'));
  await writeFile(fingerprintFile(scratch.path(), digest), BOMB);
  await expect(openFingerprintStore(scratch.path()).load([digest])).rejects.toMatchObject({ code: 'RUN_DAMAGED' });
  await scratch.remove();
});
