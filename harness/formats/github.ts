import type { Format } from './format.ts';

/** Annotations of GitHub Actions: commands that its runner finds in the log. */
export const githubFormat: Format = {
  name: 'github',
  summary: 'GitHub Actions annotations at the Dockerfiles',
  isPosted: true,
  hasCommands: true,
  shows: {
    record: async () => {
      const { annotatedFindings, githubAnnotations } = await import('../report/ci/github-annotations.ts');
      return (record) => githubAnnotations(annotatedFindings(record));
    },
    check: async () => {
      const { githubAnnotations } = await import('../report/ci/github-annotations.ts');
      const { annotatedCheckFindings } = await import('../check/shown/check-findings.ts');
      return ({ check, view }) => githubAnnotations(annotatedCheckFindings(check, view.gate));
    },
    audit: async () => {
      const { githubAnnotations } = await import('../report/ci/github-annotations.ts');
      const { auditFindings } = await import('../pipeline/shown/audit-findings.ts');
      return ({ audit }) => githubAnnotations(auditFindings(audit));
    },
  },
};
