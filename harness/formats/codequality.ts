import type { Format } from './format.ts';

/** Code Quality of GitLab. */
export const codequalityFormat: Format = {
  name: 'codequality',
  summary: "Code Quality, for GitLab's merge requests",
  isPosted: true,
  shows: {
    record: async () => {
      const { codeQualityReport } = await import('../report/ci/code-quality.ts');
      const { recordFindings } = await import('../report/ci/finding.ts');
      return (record) => codeQualityReport(recordFindings(record));
    },
    check: async () => {
      const { codeQualityReport } = await import('../report/ci/code-quality.ts');
      const { checkFindings } = await import('../check/shown/check-findings.ts');
      return ({ check, view }) => codeQualityReport(checkFindings(check, view.gate));
    },
    audit: async () => {
      const { codeQualityReport } = await import('../report/ci/code-quality.ts');
      const { auditFindings } = await import('../pipeline/shown/audit-findings.ts');
      return ({ audit }) => codeQualityReport(auditFindings(audit));
    },
  },
};
