import { basename, dirname } from 'node:path';
import type * as z from 'zod';
import { HarnessError } from '../errors.ts';
import { displayPath } from '../files/display-path.ts';
import { type UnreadJournal, unreadJournal, unreadSha256 } from '../journal/journal-file.ts';
import { recordContradictions } from '../proof/record-contradictions.ts';
import { type RunRecord, runRecord } from '../record/record.ts';
import { digestText, type RecordEvidence } from '../record/record-evidence.ts';
import { fieldText, readJson } from '../text/read-json.ts';
import { heldAgainstTrials } from './differences-from-trials.ts';
import { readRun } from './kept-run.ts';
import { DERIVE_ANEW, RECORD_FILE, type RecordFile, readRecordJson, recordFileAt } from './record-file.ts';
import { isKnownToFollow, rememberThatItFollows } from './verified-records.ts';

/**
 * Reads a record: the file itself, or `record.json` in a run's directory. Where its journal is beside it, it has to follow from that;
 * else it must not contradict itself, and `evidence` says that nothing more is known.
 *
 * @throws HarnessError if there is none, if it is of another schema, naming the line or field that is wrong, or FALSE_RECORD
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const file = await readRecordJson(await recordFileAt(path));
  const record = validRecord(file);
  const journal = await journalBeside(file, record);
  if (journal === undefined) return alone(file, record);
  const journalSha256 = unreadSha256(journal);
  const isKnown = await isKnownToFollow({ record: file.digest, journal: digestText(journalSha256) });
  const journalDigest = digestText(isKnown ? journalSha256 : await journalThatItFollows(file, journal));
  if (!isKnown) await rememberThatItFollows({ record: file.digest, journal: journalDigest });
  return { ...record, evidence: { recordDigest: file.digest, journalDigest, standing: 'follows' } };
}

/**
 * Reads a record and believes it, whatever is beside it.
 *
 * @throws HarnessError if there is none, if it is of another schema, or naming the line or field that is wrong.
 */
export async function readUncheckedRecord(path: string): Promise<RunRecord> {
  return validRecord(await readRecordJson(await recordFileAt(path)));
}

function validRecord({ path, json }: RecordFile): RunRecord {
  const record = runRecord.safeParse(json);
  if (record.success) return record.data;
  throw new HarnessError('BAD_RECORD', `${path} is not a valid record: ${fieldsText(record.error)}`, {
    hint: DERIVE_ANEW,
  });
}

/** The first field that is wrong, and how many others are. */
function fieldsText({ issues }: z.ZodError): string {
  const [first] = issues;
  const field = fieldText(first?.path ?? []) || 'the whole file';
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${field}: ${first?.message ?? 'is not valid'}${others}`;
}

/** The record's journal; undefined where it is not here. A copy under another name has to name the journal beside it. */
async function journalBeside({ path }: RecordFile, { run }: RunRecord): Promise<UnreadJournal | undefined> {
  const journal = await unreadJournal(dirname(path));
  if (journal.bytes.length === 0) return undefined;
  return basename(path) === RECORD_FILE || run.journalSha256 === unreadSha256(journal) ? journal : undefined;
}

/**
 * SHA-256 of the journal that a record has to follow from.
 *
 * @throws HarnessError FALSE_RECORD, or RUN_DAMAGED if the journal cannot be read.
 */
async function journalThatItFollows(file: RecordFile, journal: UnreadJournal): Promise<string> {
  const directory = dirname(file.path);
  const run = await readRun(directory, journal);
  const { contradictions, differences } = heldAgainstTrials(file, run);
  const [first, ...others] = [...contradictions, ...differences];
  if (first === undefined) return run.journalSha256;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const message = `The record in ${displayPath(directory)} does not follow from its trials: ${first}${more}`;
  throw new HarnessError('FALSE_RECORD', message, {
    hint:
      `See all: kaniko-caps verify-record ${displayPath(directory)}. If the run was gone on with, or an earlier version wrote ` +
      'the record, derive it again with --write. Else somebody changed it: do not use it.',
  });
}

function alone(file: RecordFile, record: RunRecord): RunRecord {
  const [first, ...others] = [...ambiguities(file), ...recordContradictions(record)];
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new HarnessError('FALSE_RECORD', `${displayPath(file.path)} contradicts itself: ${first}${more}`, {
      hint: 'Somebody changed it, so do not use it. With its journal beside it, verify-record DIRECTORY says all that is wrong.',
    });
  }
  const { journalSha256 } = record.run;
  const evidence: RecordEvidence = {
    recordDigest: file.digest,
    journalDigest: journalSha256 === undefined ? null : digestText(journalSha256),
    standing: 'not-verifiable',
  };
  return { ...record, evidence };
}

/** What a reader makes of a field that is there twice depends on the reader. What is as it was written has none. */
function ambiguities({ text, json }: RecordFile): string[] {
  if (text === `${JSON.stringify(json, null, 2)}\n`) return [];
  const reading = readJson(text);
  return reading.kind === 'json' ? [] : [`line ${reading.line}, column ${reading.column}: ${reading.problem}`];
}
