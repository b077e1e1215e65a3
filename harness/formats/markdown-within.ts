import type { Format } from './format.ts';

/** What Markdown shows, in at most so many bytes. */
export function markdownWithin(limitBytes: number): Format['shows'] {
  return {
    record: async () => {
      const { markdownReport } = await import('../report/markdown/markdown-report.ts');
      return (record, { wholeReport }) => markdownReport(record, { limitBytes, wholeReport });
    },
    check: async () => {
      const { checkMarkdown } = await import('../check/shown/check-markdown.ts');
      return ({ check, view }) => checkMarkdown(check, view, { limitBytes });
    },
    audit: async () => {
      const { auditMarkdown } = await import('../pipeline/shown/audit-markdown.ts');
      return ({ audit }) => auditMarkdown(audit, { limitBytes });
    },
  };
}
