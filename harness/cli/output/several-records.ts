import { type ComparedImages, compareRecords } from '../../comparison/compare-records.ts';
import { HarnessError } from '../../errors.ts';
import type { RunRecord } from '../../record/record.ts';
import { htmlComparison } from '../../report/html/html-comparison.ts';
import { sideBySideReport } from '../../report/terminal/side-by-side.ts';
import { readRecord } from '../../runs/read-record.ts';
import { comparedImages } from '../../use-cases/compared-images.ts';
import { outputWidth } from './output.ts';
import { type RequestedReport, showTexts } from './requested-reports.ts';

/**
 * Shows several records: as a table beside each other, or two of them compared as a page.
 *
 * @throws HarnessError BAD_INPUT for a format that shows only one record.
 */
export async function showSeveral(paths: readonly string[], reports: readonly RequestedReport[]): Promise<void> {
  const records = await Promise.all(paths.map(readRecord));
  const unfit = reports.filter(({ format }) => format !== 'table' && !(format === 'html' && records.length === 2));
  if (unfit.length > 0) {
    const names = unfit.map(({ format }) => format).join(' and ');
    throw new HarnessError('BAD_INPUT', `${records.length} records cannot be shown as ${names}`, {
      hint: 'Name one record, leave --format out to see several side by side, or compare two with --format html=FILE.',
    });
  }
  const [before = '', after = ''] = paths;
  const isCompared = reports.some(({ format }) => format === 'html');
  const images = isCompared ? await comparedImages(before, after) : new Map();
  await showTexts(reports, (format) =>
    format === 'html' ? comparedPage(records, images) : sideBySideReport(records, { width: outputWidth() }),
  );
}

function comparedPage([before, after]: readonly RunRecord[], images: ComparedImages): string {
  if (before === undefined || after === undefined) return '';
  return htmlComparison(compareRecords(before, after, images), { before, after });
}
