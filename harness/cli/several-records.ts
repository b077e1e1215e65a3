import { compareRecords } from '../comparison/compare-records.ts';
import { HarnessError } from '../errors.ts';
import type { RunRecord } from '../record/record.ts';
import { htmlComparison } from '../report/html/html-comparison.ts';
import { sideBySideReport } from '../report/side-by-side.ts';
import { outputWidth } from './output.ts';
import { type RequestedReport, showTexts } from './requested-reports.ts';

/**
 * Shows several records: as a table beside each other, or two of them compared as a page.
 *
 * @throws HarnessError BAD_INPUT for a format that shows only one record.
 */
export async function showSeveral(records: readonly RunRecord[], reports: readonly RequestedReport[]): Promise<void> {
  const unfit = reports.filter(({ format }) => format !== 'table' && !(format === 'html' && records.length === 2));
  if (unfit.length > 0) {
    const names = unfit.map(({ format }) => format).join(' and ');
    throw new HarnessError('BAD_INPUT', `${records.length} records cannot be shown as ${names}`, {
      hint: 'Name one record, leave --format out to see several side by side, or compare two with --format html=FILE.',
    });
  }
  await showTexts(reports, ({ format }) =>
    format === 'html' ? comparedPage(records) : sideBySideReport(records, { width: outputWidth() }),
  );
}

function comparedPage([before, after]: readonly RunRecord[]): string {
  if (before === undefined || after === undefined) return '';
  const comparison = compareRecords(before, after, () => ({ kind: 'unknown', reason: 'records hold no images' }));
  return htmlComparison(comparison, { before, after });
}
