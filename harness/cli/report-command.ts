import { serializeRecord } from '../discovery/write-record.ts';
import { HarnessError } from '../errors.ts';
import type { RunRecord } from '../record/record.ts';
import { casesReport } from '../report/case-summary.ts';
import { sideBySideReport } from '../report/side-by-side.ts';
import { tableReport } from '../report/table.ts';
import { outputWidth, print } from './output.ts';
import { readRecord } from './read-record.ts';

/** Every format in which a record can be shown, by name. */
export const FORMATS: Readonly<Record<string, (record: RunRecord) => string>> = {
  table: (record) => tableReport(record, { width: outputWidth() }),
  text: casesReport,
  json: serializeRecord,
};

/** Shows a saved record, or several side by side; gives the exit code. */
export async function report(paths: readonly string[], { format }: { readonly format: string }): Promise<number> {
  const records = await Promise.all(paths.map(readRecord));
  const [only, ...others] = records;
  if (only !== undefined && others.length === 0) print(FORMATS[format]?.(only) ?? '');
  else if (format === 'table') print(sideBySideReport(records, { width: outputWidth() }));
  else throw new HarnessError('BAD_INPUT', `${records.length} records cannot be shown as ${format}`, { hint: ONE });
  return 0;
}

const ONE = 'Name one record, or leave --format out to see several side by side.';
