import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import { RECORD_SCHEMA_VERSION, type RunRecord, runRecord } from '../record/record.ts';

/**
 * Reads a record: the file itself, or `record.json` in a run's directory.
 *
 * @throws HarnessError BAD_INPUT if there is none, if it is of another schema, or naming the field that is wrong.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const isDirectory = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const file = isDirectory ? join(path, 'record.json') : path;
  const json = parse(await textOf(file), file);
  const version = z.object({ schemaVersion: z.number() }).safeParse(json).data?.schemaVersion;
  if (version !== undefined && version > RECORD_SCHEMA_VERSION) {
    throw new HarnessError(
      'BAD_INPUT',
      `${file} has schema version ${version}; this version reads ${RECORD_SCHEMA_VERSION}`,
      {
        hint: 'Use the version of kaniko-caps that wrote it, or a newer one.',
      },
    );
  }
  const record = runRecord.safeParse(json);
  if (record.success) return record.data;
  throw new HarnessError('BAD_INPUT', `${file} is not a valid record: ${z.prettifyError(record.error)}`, {
    hint: 'Derive it anew from its journal: kaniko-caps verify-record DIRECTORY --write.',
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw new HarnessError('BAD_INPUT', `Cannot read the record ${file}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'Name a record.json, or the directory of a run.',
    });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new HarnessError('BAD_INPUT', `${file} is not JSON: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'It may have been cut short. Derive it anew from its journal: kaniko-caps verify-record DIRECTORY --write.',
    });
  }
}
