import { serializeRecord } from '../discovery/write-record.ts';
import type { RunRecord } from '../record/record.ts';
import { casesReport } from '../report/case-summary.ts';
import { tableReport } from '../report/table.ts';
import { outputWidth, print } from './output.ts';
import { readRecord } from './read-record.ts';

/** Every format in which a record can be shown, by name. */
export const FORMATS: Readonly<Record<string, (record: RunRecord) => string>> = {
  table: (record) => tableReport(record, { width: outputWidth() }),
  text: casesReport,
  json: serializeRecord,
};

/** Shows a saved record; gives the exit code. */
export async function report(path: string, { format }: { readonly format: string }): Promise<number> {
  const record = await readRecord(path);
  print(FORMATS[format]?.(record) ?? '');
  return 0;
}
