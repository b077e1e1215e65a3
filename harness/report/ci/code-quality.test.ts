import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { recordedRuns } from '../../testing/examples/recorded-runs.ts';
import { caseOf, failedReference, recordOf } from '../../testing/examples/records.ts';
import { codeQualityReport } from './code-quality.ts';
import { recordFindings } from './finding.ts';

/** What GitLab requires of a report: it drops a finding that lacks any of these. */
const gitlabReport = z.array(
  z.object({
    description: z.string().min(1),
    check_name: z.string().min(1),
    fingerprint: z.string().min(1),
    severity: z.enum(['info', 'minor', 'major', 'critical', 'blocker']),
    location: z.object({
      path: z.string().regex(/^(?!\.?\/)/, 'must be relative, without ./'),
      lines: z.object({ begin: z.int().min(1) }),
    }),
  }),
);

describe('the Code Quality report', () => {
  it('of every committed record has what GitLab requires, each finding once', async () => {
    for (const record of await recordedRuns()) {
      const issues = gitlabReport.parse(JSON.parse(codeQualityReport(recordFindings(record))));
      expect(issues.length).toBeGreaterThan(20);
      expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    }
  });

  it('tells what is wrong from what is only told', () => {
    const issues = gitlabReport.parse(
      JSON.parse(codeQualityReport(recordFindings(recordOf([caseOf(), failedReference()])))),
    );
    expect(issues.map(({ check_name, severity }) => `${severity} ${check_name}`)).toEqual([
      'critical kaniko-caps/reference-failed',
      'major kaniko-caps/CAP_FSETID',
      'info kaniko-caps/CAP_CHOWN',
    ]);
  });

  it('of a record without a finding is an empty list', () => {
    expect(JSON.parse(codeQualityReport([]))).toEqual([]);
  });
});
