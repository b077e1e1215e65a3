import { describe, expect, it } from 'vitest';
import { documentedJson } from '../testing/documents/documented-json.ts';
import { recordedRuns } from '../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, lossOf, partialCase, recordOf } from '../testing/examples/records.ts';
import { compareRecords } from './compare-records.ts';
import { comparisonJson } from './comparison-json.ts';

const id = (name: string) => ({ id: name, dockerfile: `${name}/Dockerfile` });

describe('a comparison as JSON', () => {
  it('has no field that is not documented, whatever was found', () => {
    const before = recordOf(['other', 'open', 'fails', 'silent', 'image'].map((name) => caseOf(id(name))));
    const after = recordOf([
      caseOf({ ...id('other'), contextSha256: 'd'.repeat(64) }),
      partialCase(id('open')),
      failedReference({ ...id('fails'), contextSha256: caseOf().contextSha256 }),
      caseOf({ ...id('silent'), losses: [lossOf({ verdict: 'degraded', differences: ['/x'], message: null })] }),
      caseOf(id('image')),
      caseOf(id('added')),
    ]);
    const images = new Map([['image', { kind: 'differs' as const, differences: ['/app is owned by 1:1'] }]]);
    const text = comparisonJson(compareRecords(before, after, images));
    expect(documentedJson('comparison', text)).toEqual(JSON.parse(text));
    expect(JSON.parse(text).cases.map(({ kind }: { kind: string }) => kind)).toEqual([
      'not-comparable',
      'no-verdict',
      'compared',
      'compared',
      'compared',
      'no-verdict',
    ]);
  });

  it('is documented for every pair of committed records', async () => {
    const [first, ...others] = await recordedRuns();
    if (first === undefined) throw new Error('no record');
    for (const other of others) {
      const text = comparisonJson(compareRecords(first, other));
      expect(documentedJson('comparison', text)).toEqual(JSON.parse(text));
    }
  });
});
