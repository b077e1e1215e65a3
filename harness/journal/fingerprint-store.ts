import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { HarnessError, isOutOfFiles, messageOf, systemErrorCode, systemFault, systemHint } from '../errors.ts';
import { PRIVATE_DIRECTORY, PRIVATE_FILE } from '../files/private-directory.ts';
import { readRegularFile } from '../files/read-regular-file.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import { digestOfText, parseFingerprint, serializeFingerprint } from '../image/fingerprint/fingerprint-file.ts';

/** The fingerprints of a run's images, each kept once under its digest. */
export interface FingerprintStore {
  /** Resolves with the digest when the fingerprint is on disk. */
  put(fingerprint: ImageFingerprint): Promise<string>;
  /** Makes `get` able to answer for these digests. */
  load(digests: Iterable<string>): Promise<void>;
  /** The fingerprint of a digest that was put or loaded. */
  get(digest: string): ImageFingerprint;
}

/** No file unpacks to more: a few kilobytes can be made to fill any memory. */
const MOST_UNPACKED_BYTES = 2 ** 29;

/** Opens the store in a run's directory. */
export function openFingerprintStore(directory: string): FingerprintStore {
  const known = new Map<string, ImageFingerprint>();
  const writing = new Map<string, Promise<void>>();
  // Trials that run at once often give the same image: the second one waits for the first one's file.
  const writeOnce = (digest: string, text: string): Promise<void> => {
    const begun = writing.get(digest) ?? write(directory, digest, text).finally(() => writing.delete(digest));
    writing.set(digest, begun);
    return begun;
  };
  return {
    async put(fingerprint) {
      const text = serializeFingerprint(fingerprint);
      const digest = digestOfText(text);
      if (!known.has(digest)) await writeOnce(digest, text);
      known.set(digest, fingerprint);
      return digest;
    },
    async load(digests) {
      for (const digest of digests) if (!known.has(digest)) known.set(digest, await read(directory, digest));
    },
    get(digest) {
      const fingerprint = known.get(digest);
      if (fingerprint === undefined) throw new Error(`fingerprint ${digest} was not loaded`);
      return fingerprint;
    },
  };
}

const RESUME = 'Then resume with --resume: all earlier verdicts are kept.';

async function write(directory: string, digest: string, text: string): Promise<void> {
  const file = fingerprintFile(directory, digest);
  try {
    // Not with its parents: a run's directory that was removed must not seem to be there.
    await mkdir(dirname(file), { mode: PRIVATE_DIRECTORY }).catch(unlessThere);
    if (await exists(file)) return;
    await writeWhole(file, await promisify(gzip)(text), { mode: PRIVATE_FILE });
  } catch (thrown) {
    const isGone = systemErrorCode(thrown) === 'ENOENT';
    const next = isGone ? 'Start a new run, in a directory that nothing cleans up: --out DIRECTORY.' : RESUME;
    throw new HarnessError('RUN_NOT_WRITTEN', `Cannot write the fingerprint ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: `${systemHint(thrown) ?? 'Repair the disk.'} ${next}`,
    });
  }
}

function unlessThere(thrown: unknown): void {
  if (systemErrorCode(thrown) !== 'EEXIST') throw thrown;
}

async function read(directory: string, digest: string): Promise<ImageFingerprint> {
  const file = fingerprintFile(directory, digest);
  try {
    const text = await promisify(gunzip)(await readRegularFile(file), { maxOutputLength: MOST_UNPACKED_BYTES });
    if (createHash('sha256').update(text).digest('hex') === digest) return parseFingerprint(text.toString('utf8'));
    throw new Error('its content does not match its name');
  } catch (thrown) {
    // The file may be as whole as ever.
    if (isOutOfFiles(thrown)) throw systemFault(thrown);
    throw new HarnessError('RUN_DAMAGED', `Cannot read the fingerprint ${file}: ${messageOf(thrown)}`, {
      hint: 'The run cannot be evaluated without it. Start a new run.',
      cause: thrown,
    });
  }
}

/**
 * Where a run's directory keeps a fingerprint.
 *
 * @throws HarnessError if it is no digest: a journal that somebody else wrote must not lead to other files.
 */
export function fingerprintFile(directory: string, digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    throw new HarnessError(
      'RUN_DAMAGED',
      `The journal in ${directory} names an image that cannot be one: ${JSON.stringify(digest)}`,
      {
        hint: 'kaniko-caps did not write this journal. Do not use it.',
      },
    );
  }
  return join(directory, 'fingerprints', `${digest}.json.gz`);
}

/** Removes the fingerprints that a killed process wrote, or began to write, and did not come to name in the journal. */
export async function removeUnnamedFingerprints(directory: string, named: ReadonlySet<string>): Promise<void> {
  const folder = join(directory, 'fingerprints');
  const files = await readdir(folder).catch(() => []);
  for (const file of files) {
    const [, digest, part] = /^([0-9a-f]{64})\.json\.gz(\.part)?$/.exec(file) ?? [];
    if (digest === undefined || (named.has(digest) && part === undefined)) continue;
    await rm(join(folder, file), { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
