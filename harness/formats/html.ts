import type { Format } from './format.ts';

/** One page that needs nothing besides itself. */
export const htmlFormat: Format = {
  name: 'html',
  summary: 'one page for a browser, without a network',
  shows: {
    record: async () => (await import('../report/html/html-report.ts')).htmlReport,
    comparison: async () => {
      const { htmlComparison } = await import('../report/html/html-comparison.ts');
      return ({ comparison, before, after }) => htmlComparison(comparison, { before, after });
    },
  },
};
