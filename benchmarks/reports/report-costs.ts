import { writeFile } from 'node:fs/promises';
import { formatsFor } from '../../harness/formats/formats.ts';
import { serializeRecord } from '../../harness/record/record-text.ts';
import { largeRecord, type RecordSize } from '../../harness/testing/examples/large-record.ts';
import { recordedRuns } from '../../harness/testing/examples/recorded-runs.ts';
import { countOf, numberText } from '../../harness/text/plain-text.ts';
import { markdownTable } from '../measuring/markdown-table.ts';
import { neededMs, type ProgramCost } from '../measuring/measure-program.ts';
import type { Measured } from '../measuring/run-benchmark.ts';
import { median } from '../measuring/spread.ts';

/** What one report may cost: the whole program, from its start, reading and validating the record included. */
const ALLOWED = { ms: 2_000, bytes: 300_000_000 };

/** The formats that are measured. */
export const MEASURED_FORMATS: readonly string[] = formatsFor(['record', 'policy']).map(({ name }) => name);

/** What one report cost in a process of its own. */
export interface ReportCost extends ProgramCost {
  readonly reportBytes: number;
}

/** Writes the record that all reports are made of, and tells what it is. */
export async function writeMeasuredRecord(file: string, size: RecordSize): Promise<string> {
  const text = serializeRecord(largeRecord(await recordedRuns(), size));
  await writeFile(file, text);
  const { cases, trials } = size;
  return `A record of ${countOf(cases, 'case')} and ${countOf(trials, 'trial')}, ${megabytes(Buffer.byteLength(text))} of JSON`;
}

/** The costs of each format as a table, and whether all of them are allowed. */
export function costsTable(costs: ReadonlyMap<string, readonly ReportCost[]>): Measured {
  const judged = [...costs].map(([format, all]) => ({ format, all, isKept: isAllowed(all) }));
  const rows = judged.map(({ format, all, isKept }) => [
    format,
    numberText(Math.round(median(all.map(({ durationMs }) => durationMs)))),
    numberText(Math.round(median(all.map(({ processorMs }) => processorMs)))),
    megabytes(Math.max(...all.map(({ peakBytes }) => peakBytes))),
    `${numberText(Math.ceil((all[0]?.reportBytes ?? 0) / 1_000))} kB`,
    isKept ? 'kept' : '**missed**',
  ]);
  const target = `at most ${numberText(ALLOWED.ms)} ms, ${megabytes(ALLOWED.bytes)}`;
  const head = ['format', 'ms', 'ms of processor', 'peak memory', 'report', target];
  return { text: markdownTable(head, rows), areKept: judged.every(({ isKept }) => isKept) };
}

function isAllowed(costs: readonly ReportCost[]): boolean {
  return neededMs(costs) <= ALLOWED.ms && Math.max(...costs.map((one) => one.peakBytes)) <= ALLOWED.bytes;
}

function megabytes(bytes: number): string {
  return `${numberText(Math.ceil(bytes / 1_000_000))} MB`;
}
