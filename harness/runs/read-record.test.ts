import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodeOf, HarnessError } from '../errors.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { shownRecord } from '../testing/examples/shown-record.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { readRecord } from './read-record.ts';

const RECORD = shownRecord(recordOf([caseOf()]));
const WHOLE = JSON.stringify(RECORD, null, 2);

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch.remove());

/** What is said of a record with this content, without the directory it is in. */
async function refusal(content: string): Promise<{ readonly message: string; readonly hint: string | undefined }> {
  const file = scratch.path('record.json');
  await writeFile(file, content);
  return refusalOf(file);
}

async function refusalOf(path: string): Promise<{ readonly message: string; readonly hint: string | undefined }> {
  const thrown: unknown = await readRecord(path).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof HarnessError)) throw new Error(`it was not refused: ${String(thrown)}`);
  expect(exitCodeOf(thrown.code)).toBe(2);
  return { message: thrown.message.replaceAll(scratch.path(), '').replace(/^\//, ''), hint: thrown.hint };
}

describe('a record', () => {
  it('that was cut short anywhere is refused at the place where it ends', async () => {
    for (const share of [0.1, 0.35, 0.6, 0.99]) {
      const rest = WHOLE.slice(0, Math.floor(WHOLE.length * share));
      const { message, hint } = await refusal(rest);
      const [line, column] = /^record\.json:(\d+):(\d+): the record is not JSON: /.exec(message)?.slice(1) ?? [];
      const lines = rest.split('\n');
      // Of a text within quotes the engine names the beginning, or the end.
      expect(Number(line)).toBeGreaterThanOrEqual(lines.length - 1);
      expect(Number(line)).toBeLessThanOrEqual(lines.length);
      expect(Number(column)).toBeGreaterThan(0);
      expect(hint).toBe(
        'It may have been cut short. Derive it again from its journal: kaniko-caps verify-record DIRECTORY --write.',
      );
    }
  });

  it('with the marks of a merge, or with a value that is none, is refused at that place', async () => {
    const lines = WHOLE.split('\n');
    const merged = [...lines.slice(0, 4), '<<<<<<< HEAD', ...lines.slice(4)].join('\n');
    expect((await refusal(merged)).message).toMatch(/^record\.json:5:1: the record is not JSON: /);
    const valued = WHOLE.replace('"schemaVersion": 1', '"schemaVersion": one');
    expect((await refusal(valued)).message).toBe('record.json:2:20: the record is not JSON: invalid symbol');
  });

  it('that is empty is said to be', async () => {
    expect((await refusal('\n')).message).toBe('record.json is empty');
  });

  it('of a newer schema names the version that wrote it', async () => {
    const newer = WHOLE.replace('"schemaVersion": 1', '"schemaVersion": 7').replace('"0.1.0"', '"9.2.0"');
    expect(await refusal(newer)).toEqual({
      message: 'record.json has schema version 7, written by kaniko-caps 9.2.0; this version reads 1',
      hint: 'Use the version of kaniko-caps that wrote it, or a newer one.',
    });
  });

  it('with a field that is wrong names the field', async () => {
    const wrong = JSON.stringify({ ...recordOf([caseOf()]), cases: [{ ...caseOf(), status: 'fine' }] });
    const { message } = await refusal(wrong);
    expect(message).toMatch(/^record\.json is not a valid record: cases\[0\]\.status: Invalid option/);
    expect(message.split('\n')).toHaveLength(1);
  });

  it('of which much is wrong tells the first field and counts the others', async () => {
    const { message } = await refusal('{"schemaVersion": 1}');
    expect(message).toMatch(/^record\.json is not a valid record: tool: .* \(and \d+ more\)$/);
  });

  it('is looked for in the directory of a run', async () => {
    await writeFile(scratch.path('record.json'), WHOLE);
    const { evidence, ...record } = await readRecord(scratch.path());
    expect(record).toEqual(RECORD);
    expect(evidence).toEqual({
      recordDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      journalDigest: null,
      standing: 'not-verifiable',
    });
  });

  it('that a directory does not have is missed by its name', async () => {
    await scratch.writeCase('empty', ['FROM scratch']);
    const { message, hint } = await refusalOf(scratch.path('cases', 'empty'));
    expect(message).toMatch(/^Cannot read the record \/?cases\/empty\/record\.json: ENOENT/);
    expect(hint).toMatch(/^Give a record\.json, or the directory of a run\./);
  });
});
