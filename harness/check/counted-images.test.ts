import { describe, expect, it } from 'vitest';
import { compareRecords } from '../comparison/compare-records.ts';
import type { RunRecord } from '../record/record.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { checkRecord } from './check-record.ts';
import { checkText } from './shown/check-text.ts';

const CONTEXT = { today: '2026-01-01', images: new Map(), gone: [] };

const checked = (before: RunRecord, after: RunRecord) =>
  checkRecord(lockOf(before), after, { ...CONTEXT, pathOf: ({ dockerfile }) => dockerfile });

describe('the images that a check counts as different', () => {
  it('are those that a comparison counts, for every two of the committed records', async () => {
    const records = await recordedRuns();
    let different = 0;
    for (const before of records) {
      for (const after of records) {
        const compared = compareRecords(before, after).cases.flatMap((one) =>
          one.kind === 'compared' ? [[one.id, one.image.kind]] : [],
        );
        const found = new Map(checked(before, after).cases.map(({ id, image }) => [id, image.kind]));
        expect(compared.map(([id = '']) => [id, found.get(id)])).toEqual(compared);
        different += compared.filter(([, kind]) => kind === 'differs').length;
      }
    }
    expect(different).toBeGreaterThan(200);
  });

  it('are counted apart where what is built changed as well, and are no change then', () => {
    const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
    const before = recordOf([caseOf({ referenceImage: one })]);
    const after = recordOf([caseOf({ referenceImage: other, contextSha256: other })]);
    const check = checked(before, after);
    expect(check.cases[0]?.changes).toEqual([]);
    const view = {
      tool: { name: 'kaniko-caps', version: '1' },
      lockFile: 'lock.json',
      run: 'run',
      gate: { strict: false, failOnReferenceChange: false, failOnFlaky: false },
    } as const;
    expect(checkText(check, view)).toContain(
      'a different image, but what is built or its configuration changed as well: setgid-foreign-group',
    );
  });
});
