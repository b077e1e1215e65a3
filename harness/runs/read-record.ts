import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import { RECORD_SCHEMA_VERSION, type RunRecord, runRecord } from '../record/record.ts';
import { digestText, type RecordEvidence } from '../record/record-evidence.ts';
import { fieldText, readJson } from '../text/read-json.ts';
import { digestOfRecordFile } from './record-digest.ts';

/** What helps with a record that was damaged after it was written. */
const DERIVE_ANEW = 'Derive it again from its journal: kaniko-caps verify-record DIRECTORY --write.';

/**
 * Reads a record: the file itself, or `record.json` in a run's directory.
 *
 * @throws HarnessError if there is none, if it is of another schema, or naming the line or field that is wrong.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const file = isDirectory ? join(path, 'record.json') : path;
  const { json, digest } = await readRecordJson(file);
  const record = runRecord.safeParse(json);
  if (record.success) return { ...record.data, evidence: evidenceOf(record.data, digest) };
  throw new HarnessError('BAD_RECORD', `${file} is not a valid record: ${fieldsText(record.error)}`, {
    hint: DERIVE_ANEW,
  });
}

function evidenceOf({ run }: RunRecord, recordDigest: string): RecordEvidence {
  const { journalSha256 } = run;
  return { recordDigest, journalDigest: journalSha256 === undefined ? null : digestText(journalSha256) };
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

/** The first field that is wrong, and how many others are. */
function fieldsText({ issues }: z.ZodError): string {
  const [first] = issues;
  const field = fieldText(first?.path ?? []) || 'the whole file';
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${field}: ${first?.message ?? 'is not valid'}${others}`;
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    // Read as a text, a large file would be in memory twice: in pieces, and as a whole.
    return await readFile(file);
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
