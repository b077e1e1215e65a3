import { HarnessError } from '../errors.ts';
import { POLICY_FORMATS } from '../report/policy/policy-formats.ts';
import { sideBySideReport } from '../report/side-by-side.ts';
import { outputWidth, print } from './output.ts';
import { type PolicyOptions, policyOf } from './policy-of.ts';
import { assertNoPolicyOptions } from './policy-options.ts';
import { readRecord } from './read-record.ts';
import { checkReportFiles, type RequestedReport, showReports } from './requested-reports.ts';

/** The options of `report`. */
export interface ReportOptions extends PolicyOptions {
  /** A table on standard output, unless something else is asked for. */
  readonly format?: readonly RequestedReport[];
}

/** Shows a saved record, or several side by side; gives the exit code. */
export async function report(
  paths: readonly string[],
  { format = [TABLE], ...policy }: ReportOptions,
): Promise<number> {
  const policies = format.filter(({ format: name }) => name in POLICY_FORMATS);
  if (policies.length === 0) assertNoPolicyOptions(policy);
  await checkReportFiles(format);
  const records = await Promise.all(paths.map(readRecord));
  const [only, ...others] = records;
  const isTable = format.every((one) => one.format === 'table' && one.file === undefined);
  if (only !== undefined && others.length === 0) {
    // What is refused is refused before anything is shown or written.
    if (policies.length > 0) policyOf(only, policy);
    await showReports(only, format, policy);
  } else if (isTable) print(sideBySideReport(records, { width: outputWidth() }));
  else throw new HarnessError('BAD_INPUT', `${records.length} records cannot be shown as ${namesOf(format)}`, { hint });
  return 0;
}

const TABLE: RequestedReport = { format: 'table', file: undefined };

const hint = 'Name one record, or leave --format out to see several side by side.';

function namesOf(reports: readonly RequestedReport[]): string {
  return reports.map(({ format }) => format).join(' and ');
}
