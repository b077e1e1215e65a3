import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { makePrivateDirectory, PRIVATE_FILE } from '../files/private-directory.ts';

/** The digests of a record and of the journal beside it. */
export interface RecordPair {
  readonly record: string;
  readonly journal: string;
}

/** How many pairs are remembered. Each is an empty file. */
const MOST_REMEMBERED = 1_000;

/**
 * Whether this version found before that the record follows from the journal. That both are the same files is known by their digests, and
 * what follows from what never changes, so nothing else has to be looked at.
 */
export async function isKnownToFollow(pair: RecordPair): Promise<boolean> {
  const file = join(placeIn(process.env), nameOf(pair));
  const isThere = (await stat(file).catch(() => undefined))?.isFile() ?? false;
  // The oldest are forgotten first.
  if (isThere) await utimes(file, new Date(), new Date()).catch(() => undefined);
  return isThere;
}

/** Remembers that the record follows from the journal. Where nothing can be written, it is found out again the next time. */
export async function rememberThatItFollows(pair: RecordPair): Promise<void> {
  const place = placeIn(process.env);
  try {
    await makePrivateDirectory(place);
    await writeFile(join(place, nameOf(pair)), '', { mode: PRIVATE_FILE });
    await forgetOldest(place);
  } catch {
    // It costs time the next time, and nothing else.
  }
}

/** The user's own directory for what can be computed again (XDG Base Directory Specification); a relative path does not count there. */
function placeIn({ XDG_CACHE_HOME = '' }: NodeJS.ProcessEnv): string {
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(caches, 'kaniko-caps', 'verified-records');
}

/** Another version may derive something else. */
function nameOf({ record, journal }: RecordPair): string {
  return createHash('sha256')
    .update(JSON.stringify([manifest.version, record, journal]))
    .digest('hex');
}

async function forgetOldest(place: string): Promise<void> {
  const names = await readdir(place);
  if (names.length <= MOST_REMEMBERED) return;
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(place, name))).mtimeMs })));
  const oldest = dated.toSorted((a, b) => a.at - b.at).slice(0, names.length - MOST_REMEMBERED / 2);
  for (const { name } of oldest) await rm(join(place, name), { force: true });
}
