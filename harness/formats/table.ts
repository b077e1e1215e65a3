import type { Format } from './format.ts';

/** A table for a person at a terminal. */
export const tableFormat: Format = {
  name: 'table',
  summary: 'a table for a terminal',
  shows: {
    record: async () => (await import('../report/terminal/table.ts')).tableReport,
    records: async () => (await import('../report/terminal/side-by-side.ts')).sideBySideReport,
  },
};
