import { stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { HarnessError, messageOf } from '../errors.ts';
import type { RunRecord } from '../record/record.ts';
import { displayPath } from './display-path.ts';
import { FORMATS } from './formats.ts';
import { outputWidth, print, tell } from './output.ts';
import type { PolicyOptions } from './policy-of.ts';
import { wholeReportLink } from './whole-report-link.ts';

/** A report that was asked for, and where it goes. */
export interface RequestedReport {
  readonly format: string;
  /** Absolute path of the file to write; undefined for standard output. */
  readonly file: string | undefined;
}

/**
 * Collects repeated `NAME` or `NAME=FILE`. A file is looked up from where the program was started, wherever a resumed run goes.
 *
 * @throws HarnessError BAD_INPUT for an unknown format, or if two reports would get mixed up.
 */
export function collectReport(text: string, earlier: readonly RequestedReport[] = []): RequestedReport[] {
  const equals = text.indexOf('=');
  const format = equals < 0 ? text : text.slice(0, equals);
  assertKnown(format);
  if (equals === text.length - 1) {
    throw new HarnessError('BAD_INPUT', `--format ${text} names no file`, {
      hint: `Write --format ${format}=FILE, or leave the = out for standard output.`,
    });
  }
  const file = equals < 0 ? undefined : resolve(text.slice(equals + 1));
  if (earlier.some((other) => other.file === file)) throw mixed(file);
  return [...earlier, { format, file }];
}

function assertKnown(format: string): void {
  const names = Object.keys(FORMATS);
  if (names.includes(format)) return;
  throw new HarnessError('BAD_INPUT', `There is no format ${format === '' ? 'without a name' : format}`, {
    hint: `Did you mean ${closest(format, names)}? The formats are ${names.join(', ')}.`,
  });
}

function mixed(file: string | undefined): HarnessError {
  return file === undefined
    ? new HarnessError('BAD_INPUT', 'Several reports would be mixed on standard output', {
        hint: 'Give all but one a file: --format NAME=FILE.',
      })
    : new HarnessError('BAD_INPUT', `Several reports would be written to ${displayPath(file)}`, {
        hint: 'Give each a file of its own.',
      });
}

/**
 * Finds out before any work whether the files of reports can be written.
 *
 * @throws HarnessError BAD_INPUT naming the directory that does not exist, or the directory that was named as a file.
 */
export async function checkReportFiles(reports: readonly RequestedReport[]): Promise<void> {
  for (const { format, file } of reports) {
    if (file === undefined) continue;
    const asked = `--format ${format}=${displayPath(file)}`;
    if (await isDirectory(file)) throw new HarnessError('BAD_INPUT', `${asked}: that is a directory`);
    if (await isDirectory(dirname(file))) continue;
    throw new HarnessError('BAD_INPUT', `${asked}: there is no directory ${displayPath(dirname(file))}`, {
      hint: 'Make it before, or name another file.',
    });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/**
 * Shows the reports of a record: the one on standard output first. One that cannot be made or written withholds no other, and
 * is thrown at the end.
 */
export async function showReports(
  record: RunRecord,
  reports: readonly RequestedReport[],
  policy: PolicyOptions = {},
): Promise<void> {
  const view = { width: outputWidth(), wholeReport: wholeReportLink(process.env), policy };
  const text = ({ format }: RequestedReport): string => FORMATS[format]?.(record, view) ?? '';
  const show = async (report: RequestedReport): Promise<void> =>
    report.file === undefined ? print(text(report)) : write(report.file, text(report));
  const failures: unknown[] = [];
  for (const report of reports.toSorted((a, b) => Number(a.file !== undefined) - Number(b.file !== undefined))) {
    await show(report).catch((thrown: unknown) => failures.push(thrown));
  }
  if (failures.length > 0) throw failures[0];
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text.endsWith('\n') ? text : `${text}\n`);
  } catch (cause) {
    throw new HarnessError('BAD_INPUT', `Cannot write the report ${displayPath(file)}: ${messageOf(cause)}`, { cause });
  }
  tell(`report: ${displayPath(file)}`);
}
