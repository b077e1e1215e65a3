import { readRecord } from './read-record.ts';
import { checkReportFiles, type RequestedReport, showReports } from './requested-reports.ts';
import { showSeveral } from './several-records.ts';

/** The options of `report`. */
export interface ReportOptions {
  /** A table on standard output, unless something else is asked for. */
  readonly format?: readonly RequestedReport[];
}

/** Shows a saved record, or several together; gives the exit code. */
export async function report(paths: readonly string[], { format = [TABLE] }: ReportOptions): Promise<number> {
  await checkReportFiles(format);
  const [only, ...others] = paths;
  if (only !== undefined && others.length === 0) await showReports(await readRecord(only), format);
  else await showSeveral(paths, format);
  return 0;
}

const TABLE: RequestedReport = { format: 'table', file: undefined };
