import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { calibrate, FindingCounts } from './finding-counts.ts';
import { type RecordedFinding, recordedFindings } from './recorded-finding.ts';

const FINDINGS: readonly RecordedFinding[] = (await recordedRuns()).flatMap(recordedFindings);
const CASES = [...new Set(FINDINGS.map(({ caseId }) => caseId))];

describe('findings counted as they come', () => {
  it('are counted as all at once, with each case left out or none, in whatever order and portions they come', () => {
    const findings = fc.uniqueArray(fc.nat(FINDINGS.length - 1), { maxLength: 30 });
    fc.assert(
      fc.property(findings, fc.nat(30), fc.constantFrom(null, ...CASES), (indexes, cut, caseId) => {
        const all = indexes.flatMap((index) => FINDINGS[index] ?? []);
        const counts = new FindingCounts();
        counts.add(all.slice(0, cut));
        counts.without(caseId);
        counts.add(all.slice(cut));
        expect(counts.without(caseId)).toEqual(calibrate(all.filter((one) => one.caseId !== caseId)));
        expect(counts.size).toBe(all.length);
      }),
    );
  });

  it('tell nothing of a case of which alone they are', () => {
    const [first] = CASES;
    const own = FINDINGS.filter(({ caseId }) => caseId === first);
    const counts = new FindingCounts();
    counts.add(own);
    expect(counts.without(first ?? null)).toEqual({ rules: {}, bases: {} });
  });
});
