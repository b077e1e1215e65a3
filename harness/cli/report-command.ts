import { POLICY_FORMATS } from '../report/policy/policy-formats.ts';
import { type PolicyOptions, policyOf } from './policy-of.ts';
import { assertNoPolicyOptions } from './policy-options.ts';
import { readRecord } from './read-record.ts';
import { checkReportFiles, type RequestedReport, showReports } from './requested-reports.ts';
import { showSeveral } from './several-records.ts';

/** The options of `report`. */
export interface ReportOptions extends PolicyOptions {
  /** A table on standard output, unless something else is asked for. */
  readonly format?: readonly RequestedReport[];
}

/** Shows a saved record, or several together; gives the exit code. */
export async function report(
  paths: readonly string[],
  { format = [TABLE], ...policy }: ReportOptions,
): Promise<number> {
  const isPolicyAsked = format.some(({ format: name }) => Object.hasOwn(POLICY_FORMATS, name));
  if (!isPolicyAsked) assertNoPolicyOptions(policy);
  await checkReportFiles(format);
  const [only, ...others] = paths;
  if (only === undefined || others.length > 0) await showSeveral(paths, format);
  else {
    const record = await readRecord(only);
    // What is refused is refused before anything is shown or written.
    if (isPolicyAsked) policyOf(record, policy);
    await showReports(record, format, policy);
  }
  return 0;
}

const TABLE: RequestedReport = { format: 'table', file: undefined };
