import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSet } from '../../capabilities/parse-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { exampleConfiguration } from '../../testing/examples/configurations.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { openScratch, type Scratch } from '../../testing/programs/scratch.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { readPriors } from './read-priors.ts';

const UNIVERSE = parseSet('CHOWN,FOWNER,FSETID');

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch.remove());

async function write(name: string, content: unknown): Promise<string> {
  const file = scratch.path(name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** A record of the example case; without changes it needs CHOWN and FSETID. */
function recordWith(changes: Partial<CaseRecord> = {}, of: Partial<RunRecord> = {}): RunRecord {
  return shownRecord(recordOf([caseOf(changes)], of));
}

const needsLess = {
  faithful: { complete: true, minimalSets: [['CHOWN']], maximalFailingSets: [['FOWNER', 'FSETID']] },
};

describe('reading priors', () => {
  it('gives the records in the order in which they were named', async () => {
    const files = [await write('a.json', recordWith()), await write('b.json', recordWith({ id: 'other' }))];
    const records = await readPriors(files);
    expect(records.flatMap(({ cases }) => cases.map(({ id }) => id))).toEqual(['setgid-foreign-group', 'other']);
  });

  it.each([
    ['what is not JSON', 'not json', /old\.json is not JSON/],
    ['another schema', { ...recordWith(), schemaVersion: 9 }, /old\.json has schema version 9/],
    ['what is no record, naming the field', { ...recordWith(), cases: 7 }, /old\.json .*cases/s],
  ])('refuses %s', async (_, content, message) => {
    await expect(readPriors([await write('old.json', content)])).rejects.toMatchObject({ code: 'BAD_RECORD', message });
  });

  it('refuses a file that is not there', async () => {
    await expect(readPriors([scratch.path('absent')])).rejects.toThrow('Cannot read the record');
  });

  it('takes records of different configurations, which contradict nothing', async () => {
    const configuration = exampleConfiguration({ builderFlags: ['--snapshot-mode=redo'] });
    const redo = recordWith({ ...needsLess, configuration });
    const files = [await write('a.json', recordWith()), await write('b.json', redo)];
    const cases = [
      {
        id: 'setgid-foreign-group',
        universe: parseSet('KILL'),
        configuration: exampleConfiguration({ cache: 'warm' }),
      },
    ];
    expect(await readPriors(files, { cases })).toHaveLength(2);
  });

  it('refuses two records that contradict each other, naming both, the case and the sets', async () => {
    const files = [await write('a.json', recordWith()), await write('b.json', recordWith(needsLess))];
    await expect(readPriors(files)).rejects.toMatchObject({
      message: expect.stringMatching(
        /b\.json contradicts .*a\.json: cases\[setgid-foreign-group\]\.faithful: CHOWN works in one, CHOWN,FOWNER fails/,
      ),
      hint: expect.stringContaining('--prior-mismatch warn'),
    });
  });

  it('takes records apart that may differ: another context, another base, another builder, another configuration', async () => {
    const first = await write('a.json', recordWith());
    const builder = { ...recordWith().builder, imageDigest: `sha256:${'f'.repeat(64)}` };
    const others = [
      recordWith({ ...needsLess, contextSha256: 'd'.repeat(64) }),
      recordWith({ ...needsLess, bases: [] }),
      recordWith({ ...needsLess, configuration: { ...DEFAULT_CONFIGURATION, cache: 'warm' } }),
      recordWith(needsLess, { builder }),
    ];
    for (const other of others) expect(await readPriors([first, await write('b.json', other)])).toHaveLength(2);
  });

  it('refuses a case that needs what is not in the universe of the case of the same name', async () => {
    const file = await write('a.json', recordWith());
    const cases = [{ id: 'setgid-foreign-group', universe: parseSet('CHOWN') }];
    await expect(readPriors([file], { cases })).rejects.toThrow(
      'cases[setgid-foreign-group].faithful.minimalSets: it needs CHOWN,FSETID, but only CHOWN are in play',
    );
    expect(await readPriors([file], { cases: [{ id: 'setgid-foreign-group', universe: UNIVERSE }] })).toHaveLength(1);
    expect(await readPriors([file], { cases: [{ id: 'other', universe: parseSet('CHOWN') }] })).toHaveLength(1);
  });

  it('goes on without what does not fit when told to, and says which and why', async () => {
    const files = [
      await write('a.json', recordWith()),
      await write('b.json', recordWith(needsLess)),
      scratch.path('c'),
    ];
    const told: string[] = [];
    const records = await readPriors(files, { mismatch: 'warn', warn: (text) => told.push(text) });
    expect(records).toEqual([
      expect.objectContaining({ cases: [expect.objectContaining({ faithful: caseOf().faithful })] }),
    ]);
    expect(told).toEqual([
      expect.stringMatching(/^This earlier record is not used: .*b\.json contradicts/),
      expect.stringMatching(/^This earlier record is not used: Cannot read the record/),
    ]);
  });
});
