import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { makePrivateDirectory, PRIVATE_FILE } from '../../files/private-directory.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { JournalEntry } from '../../vocabulary/run-event.ts';
import { fingerprintFile } from '../fingerprint-store.ts';
import { JOURNAL_FILE } from '../journal-file.ts';
import { journalText } from '../line.ts';
import type { NamedJournal } from './shard-run.ts';

/**
 * Writes a merged journal, and the fingerprints that its parts name, into an empty directory. A part is called after its
 * directory.
 *
 * @throws HarnessError naming the part that lacks one.
 */
export async function writeMerged(
  directory: string,
  entries: readonly JournalEntry[],
  parts: readonly NamedJournal[],
): Promise<void> {
  await makePrivateDirectory(join(directory, 'fingerprints'));
  for (const part of parts)
    for (const digest of fingerprintsIn(part)) await copyFingerprint(digest, part.name, directory);
  await writeWhole(join(directory, JOURNAL_FILE), journalText(entries), { mode: PRIVATE_FILE });
}

function fingerprintsIn({ entries }: NamedJournal): Set<string> {
  const digests = entries.flatMap(({ event }) =>
    event.type === 'trial-observed' && event.observation.outcome.kind === 'built'
      ? [event.observation.outcome.fingerprint]
      : [],
  );
  return new Set(digests);
}

async function copyFingerprint(digest: string, from: string, to: string): Promise<void> {
  try {
    await copyFile(fingerprintFile(from, digest), fingerprintFile(to, digest));
    await chmod(fingerprintFile(to, digest), PRIVATE_FILE);
  } catch (cause) {
    throw new HarnessError('RUN_DAMAGED', `${from} is incomplete: ${messageOf(cause)}`, {
      cause,
      hint: 'Copy its whole directory, with the fingerprints, or run the shard again.',
    });
  }
}
