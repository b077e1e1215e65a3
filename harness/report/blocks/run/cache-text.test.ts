import { describe, expect, it } from 'vitest';
import { cacheGroups } from '../../../proof/cache-groups.ts';
import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { DEFAULT_CONFIGURATION } from '../../../vocabulary/configuration.ts';
import { markdownReport } from '../../markdown/markdown-report.ts';
import { casesReport } from '../../terminal/case-summary.ts';
import { tableReport } from '../../terminal/table.ts';
import { cacheLines } from './cache-text.ts';

function cached(cache: 'cold' | 'warm', changes: Partial<CaseRecord> = {}): CaseRecord {
  return caseOf({ id: `app.${cache}-cache`, configuration: { ...DEFAULT_CONFIGURATION, cache }, ...changes });
}

const needsFowner = { complete: true, minimalSets: [['FOWNER']], maximalFailingSets: [['CHOWN', 'FSETID']] };

function recorded(...cases: CaseRecord[]): RunRecord {
  const groups = cacheGroups(cases);
  return { ...recordOf(cases), ...(groups.length > 0 && { together: groups }) };
}

describe('the text on a Dockerfile that is built with both caches', () => {
  const both = recorded(cached('cold'), cached('warm', { faithful: needsFowner, exitZero: needsFowner }));

  it('tells the sets that serve both', () => {
    expect(cacheLines(both)).toEqual([
      'dockerfiles/setgid-foreign-group/Dockerfile, cache cold and warm: together it needs  CHOWN FOWNER FSETID',
      '  exit code 0 needs only  CHOWN FOWNER',
    ]);
  });

  it('comes before what is said of each', () => {
    for (const text of [
      tableReport(both, { width: 120 }),
      casesReport(both),
      markdownReport(both, { limitBytes: 60_000, wholeReport: undefined }),
    ]) {
      expect(text.indexOf('cache cold and warm')).toBeGreaterThanOrEqual(0);
      expect(text.indexOf('cache cold and warm')).toBeLessThan(text.indexOf('app.cold-cache'));
    }
  });

  it('claims no need where one of them is not proven, and no set where one has no answer', () => {
    const open = { ...needsFowner, complete: false };
    expect(cacheLines(recorded(cached('cold'), cached('warm', { faithful: open })))[0]).toContain('works with');
    const none = { complete: false, minimalSets: [], maximalFailingSets: [] };
    expect(cacheLines(recorded(cached('cold'), cached('warm', { faithful: none, exitZero: none })))).toEqual([
      expect.stringMatching(/: not all of them have an answer$/),
    ]);
  });

  it('says nothing of one with one cache', () => {
    expect(recorded(cached('cold')).together).toBeUndefined();
    expect(cacheLines(recorded(cached('warm'), caseOf({ dockerfile: 'other/Dockerfile' })))).toEqual([]);
  });
});
