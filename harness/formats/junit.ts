import type { Format } from './format.ts';

/** JUnit, for CI systems that show tests. */
export const junitFormat: Format = {
  name: 'junit',
  summary: 'JUnit, for GitLab, Jenkins and others that show tests',
  isPosted: true,
  shows: {
    record: async () => {
      const { junitReport, suitesOf } = await import('../report/ci/junit.ts');
      const { builderName } = await import('../report/blocks/run/run-text.ts');
      return (record) => junitReport(builderName(record), suitesOf(record));
    },
    check: async () => {
      const { junitReport } = await import('../report/ci/junit.ts');
      const { checkSuites } = await import('../check/shown/check-suites.ts');
      return ({ check, view }) => junitReport(`check against ${view.lockFile}`, checkSuites(check, view.gate));
    },
    audit: async () => {
      const { junitReport } = await import('../report/ci/junit.ts');
      const { auditSuites } = await import('../pipeline/shown/audit-suites.ts');
      return ({ audit, view }) => junitReport(`audit of ${audit.manifests.join(', ')}`, auditSuites(audit, view));
    },
  },
};
