import { writeFile } from 'node:fs/promises';
import { formatsFor } from '../../formats/formats.ts';
import { serializeRecord } from '../../record/record-text.ts';
import { countOf, numberText } from '../../text/plain-text.ts';
import { LARGEST_RECORD, largeRecord } from '../large-record.ts';
import { recordedRuns } from '../recorded-runs.ts';
import { markdownTable } from './statistics.ts';

/** What one report may cost: the whole program, from its start, reading and validating the record included. */
export const ALLOWED = { ms: 2_000, bytes: 300_000_000 };

/** The formats that are measured. */
export const MEASURED_FORMATS: readonly string[] = formatsFor(['record', 'policy']).map(({ name }) => name);

/** What one report cost, each time that it was made in a process of its own. */
export interface ReportCost {
  readonly format: string;
  /** From its start to its end. */
  readonly ms: readonly number[];
  /** What it had of processors in that time. */
  readonly processorMs: readonly number[];
  /** The most memory that the process had. */
  readonly peakBytes: readonly number[];
  readonly reportBytes: number;
}

/** Writes the record that all reports are made of, and tells what it is. */
export async function writeMeasuredRecord(file: string): Promise<string> {
  const text = serializeRecord(largeRecord(await recordedRuns()));
  await writeFile(file, text);
  const { cases, trials } = LARGEST_RECORD;
  return `A record of ${countOf(cases, 'case')} and ${countOf(trials, 'trial')}, ${megabytes(Buffer.byteLength(text))} of JSON`;
}

/** The costs as a table, and whether all of them are allowed. */
export function costsTable(costs: readonly ReportCost[]): { readonly text: string; readonly areKept: boolean } {
  const judged = costs.map((cost) => ({ ...cost, isKept: isAllowed(cost) }));
  const rows = judged.map(({ format, ms, processorMs, peakBytes, reportBytes, isKept }) => [
    format,
    numberText(Math.round(median(ms))),
    numberText(Math.round(median(processorMs))),
    megabytes(Math.max(...peakBytes)),
    `${numberText(Math.ceil(reportBytes / 1_000))} kB`,
    isKept ? 'kept' : '**missed**',
  ]);
  const target = `at most ${numberText(ALLOWED.ms)} ms, ${megabytes(ALLOWED.bytes)}`;
  const head = ['format', 'ms', 'ms of processor', 'peak memory', 'report', target];
  return { text: markdownTable(head, rows), areKept: judged.every(({ isKept }) => isKept) };
}

/** On a busy machine a report waits for others; several processors may share its work. Neither is its cost. */
function isAllowed({ ms, processorMs, peakBytes }: ReportCost): boolean {
  return Math.min(median(ms), median(processorMs)) <= ALLOWED.ms && Math.max(...peakBytes) <= ALLOWED.bytes;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function megabytes(bytes: number): string {
  return `${numberText(Math.ceil(bytes / 1_000_000))} MB`;
}
