import type { Format } from './format.ts';

/** SARIF, for code scanning and editors. */
export const sarifFormat: Format = {
  name: 'sarif',
  summary: 'SARIF, for code scanning and editors',
  isPosted: true,
  shows: {
    record: async () => {
      const { sarifReport, sarifRunOf } = await import('../report/ci/sarif.ts');
      return (record, destination) => sarifReport(sarifRunOf(record), destination);
    },
    check: async () => {
      const { sarifReport } = await import('../report/ci/sarif.ts');
      const { checkSarifRun } = await import('../check/shown/check-findings.ts');
      return ({ check, view }, destination) => sarifReport(checkSarifRun(check, view), destination);
    },
    audit: async () => {
      const { sarifReport } = await import('../report/ci/sarif.ts');
      const { auditSarifRun } = await import('../pipeline/shown/audit-findings.ts');
      return ({ audit, view }, destination) => sarifReport(auditSarifRun(audit, view), destination);
    },
  },
};
