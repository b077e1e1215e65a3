import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import { readRegularFile } from '../files/read-regular-file.ts';
import { RECORD_SCHEMA_VERSION } from '../record/record.ts';
import { readJson } from '../text/read-json.ts';
import { digestOfRecordFile } from './record-digest.ts';

/** What helps with a record that was damaged after it was written. */
export const DERIVE_ANEW = 'Derive it again from its journal: kaniko-caps verify-record DIRECTORY --write.';

/** The file that holds the record of a run. */
export const RECORD_FILE = 'record.json';

/** Where a record is: the file itself, or that in a run's directory. */
export async function recordFileAt(path: string): Promise<string> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  return isDirectory ? join(path, RECORD_FILE) : path;
}

/** A record as it stands in its file. */
export interface RecordFile {
  readonly path: string;
  readonly text: string;
  readonly json: unknown;
  /** What the file is pinned by. */
  readonly digest: string;
}

/**
 * Reads a record as it stands in its file, whatever its fields are.
 *
 * @throws HarnessError if there is none, or if it is of another schema or no JSON.
 */
export async function readRecordJson(file: string): Promise<RecordFile> {
  const bytes = await bytesOf(file);
  const text = bytes.toString('utf8');
  const json = parse(text, file);
  const version = z.object({ schemaVersion: z.number() }).safeParse(json).data?.schemaVersion;
  if (version !== undefined && version !== RECORD_SCHEMA_VERSION) throw otherSchema(file, json, version);
  return { path: file, text, json, digest: digestOfRecordFile(bytes) };
}

function otherSchema(file: string, json: unknown, version: number): HarnessError {
  const writer = z.object({ tool: z.object({ version: z.string() }) }).safeParse(json).data?.tool.version;
  const wrote = writer === undefined ? '' : `, written by kaniko-caps ${writer}`;
  const message = `${file} has schema version ${version}${wrote}; this version reads ${RECORD_SCHEMA_VERSION}`;
  const hint =
    version > RECORD_SCHEMA_VERSION ? 'Use the version of kaniko-caps that wrote it, or a newer one.' : DERIVE_ANEW;
  return new HarnessError('BAD_RECORD', message, { hint });
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    // Read as a text, a large file would be in memory twice: in pieces, and as a whole. Who names a file himself may name a pipe.
    return await (basename(file) === RECORD_FILE ? readRegularFile(file) : readFile(file));
  } catch (thrown) {
    throw new HarnessError('NO_RECORD', `Cannot read the record ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'Give a record.json, or the directory of a run. To finish a run without a record: discover --resume.',
    });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HarnessError('BAD_RECORD', brokenText(text, file), {
      cause,
      hint: `It may have been cut short. ${DERIVE_ANEW}`,
    });
  }
}

function brokenText(text: string, file: string): string {
  if (text.trim() === '') return `${file} is empty`;
  const reading = readJson(text);
  if (reading.kind === 'json') return `${file}: the record is not JSON`;
  return `${file}:${reading.line}:${reading.column}: the record is not JSON: ${reading.problem}`;
}
