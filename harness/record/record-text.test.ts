import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { runRecord } from './record.ts';
import { recordParts, serializeRecord } from './record-text.ts';

describe('the text of a record', () => {
  it('is the JSON of the whole record, whatever the number of its cases', async () => {
    for (const run of await recordedRuns()) {
      for (const most of [0, 1, 2, run.cases.length]) {
        const record = { ...run, cases: run.cases.slice(0, most) };
        expect(serializeRecord(record)).toBe(`${JSON.stringify(z.encode(runRecord, record), null, 2)}\n`);
      }
    }
  });

  it('comes a case at a time', async () => {
    const [run] = await recordedRuns();
    if (run === undefined) throw new Error('no record');
    const parts = [...recordParts(run)];
    expect(parts).toHaveLength(run.cases.length + 2);
  });
});
