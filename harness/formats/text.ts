import type { Format } from './format.ts';

/** Plain lines for a person who wants the reasons. */
export const textFormat: Format = {
  name: 'text',
  summary: 'plain lines, with the reasons',
  shows: {
    record: async () => (await import('../report/terminal/case-summary.ts')).casesReport,
    comparison: async () => {
      const { comparisonText } = await import('../comparison/comparison-text.ts');
      return ({ comparison }) => comparisonText(comparison);
    },
    bisection: async () => {
      const { bisectionText } = await import('../comparison/bisection-text.ts');
      return ({ cases, names }) => bisectionText(cases, names);
    },
    check: async () => {
      const { checkText } = await import('../check/shown/check-text.ts');
      return ({ check, view }) => checkText(check, view);
    },
    audit: async () => {
      const { auditText } = await import('../pipeline/shown/audit-text.ts');
      const { policyWriter } = await import('./policy-writer.ts');
      const write = await policyWriter();
      return ({ audit, view }, here) =>
        auditText(audit, { kept: view.patch, writePolicy: ({ format, policy }) => write(format, policy, here) });
    },
  },
};
