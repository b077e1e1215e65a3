import type { Format } from './format.ts';

/** JSON for programs. */
export const jsonFormat: Format = {
  name: 'json',
  summary: 'JSON for programs; for a record, the same as record.json',
  shows: {
    record: async () => (await import('../record/record-text.ts')).serializeRecord,
    comparison: async () => {
      const { comparisonJson } = await import('../comparison/comparison-json.ts');
      return ({ comparison }) => comparisonJson(comparison);
    },
    bisection: async () => {
      const { bisectionJson } = await import('../comparison/bisection-json.ts');
      return ({ cases, names }) => bisectionJson(cases, names);
    },
    check: async () => {
      const { checkJson } = await import('../check/shown/check-json.ts');
      return ({ check, view }) => checkJson(check, view);
    },
    audit: async () => {
      const { auditJson } = await import('../pipeline/shown/audit-json.ts');
      return ({ audit, view }) => auditJson(audit, view);
    },
  },
};
