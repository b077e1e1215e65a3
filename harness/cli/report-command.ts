import { HarnessError } from '../errors.ts';
import { sideBySideReport } from '../report/side-by-side.ts';
import { outputWidth, print } from './output.ts';
import { readRecord } from './read-record.ts';
import { checkReportFiles, type RequestedReport, showReports } from './requested-reports.ts';

/** The options of `report`. */
export interface ReportOptions {
  /** A table on standard output, unless something else is asked for. */
  readonly format?: readonly RequestedReport[];
}

/** Shows a saved record, or several side by side; gives the exit code. */
export async function report(paths: readonly string[], { format = [TABLE] }: ReportOptions): Promise<number> {
  await checkReportFiles(format);
  const records = await Promise.all(paths.map(readRecord));
  const [only, ...others] = records;
  const isTable = format.every((one) => one.format === 'table' && one.file === undefined);
  if (only !== undefined && others.length === 0) await showReports(only, format);
  else if (isTable) print(sideBySideReport(records, { width: outputWidth() }));
  else throw new HarnessError('BAD_INPUT', `${records.length} records cannot be shown as ${namesOf(format)}`, { hint });
  return 0;
}

const TABLE: RequestedReport = { format: 'table', file: undefined };

const hint = 'Name one record, or leave --format out to see several side by side.';

function namesOf(reports: readonly RequestedReport[]): string {
  return reports.map(({ format }) => format).join(' and ');
}
