import { realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { RunRecord } from '../../record/record.ts';
import type { PolicyOptions } from '../../report/policy/policy-of.ts';
import { FORMATS } from './formats.ts';
import { outputWidth, print, printCommands, tell } from './output.ts';
import { wholeReportLink } from './whole-report-link.ts';

/** A report that was asked for, and where it goes. */
export interface RequestedReport {
  readonly format: string;
  /** Absolute path of the file to write; undefined for standard output. */
  readonly file: string | undefined;
}

/** Collects the reports of a record that are asked for. */
export function collectReport(text: string, earlier: readonly RequestedReport[] = []): RequestedReport[] {
  return collectOf(Object.keys(FORMATS), text, earlier);
}

/**
 * Collects repeated `NAME` or `NAME=FILE`. A file is looked up from where the program was started, wherever a resumed run goes.
 *
 * @throws HarnessError BAD_INPUT for an unknown format, or if two reports would get mixed up.
 */
export function collectOf(
  formats: readonly string[],
  text: string,
  earlier: readonly RequestedReport[] = [],
): RequestedReport[] {
  const equals = text.indexOf('=');
  const format = equals < 0 ? text : text.slice(0, equals);
  assertKnown(format, formats);
  if (equals === text.length - 1) {
    throw new HarnessError('BAD_INPUT', `--format ${text} names no file`, {
      hint: `Write --format ${format}=FILE, or leave the = out for standard output.`,
    });
  }
  const file = equals < 0 ? undefined : resolve(text.slice(equals + 1));
  if (earlier.some((other) => other.file === file)) throw mixed(file);
  return [...earlier, { format, file }];
}

/**
 * What is to be shown at the end of a run: the default on standard output, unless something else is asked for there. `--json`
 * is JSON on standard output, and nothing else.
 *
 * @throws HarnessError BAD_INPUT if two reports would get mixed up.
 */
export function withDefault(
  formats: readonly string[],
  shown: string,
  { format = [], json }: { readonly format?: readonly RequestedReport[]; readonly json?: boolean },
): readonly RequestedReport[] {
  if (json === true) return collectOf(formats, 'json', format);
  return format.some(({ file }) => file === undefined) ? format : collectOf(formats, shown, format);
}

function assertKnown(format: string, names: readonly string[]): void {
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
 * Shows the reports of a record: the one on standard output first, then every file, even if another one fails.
 *
 * @throws HarnessError BAD_INPUT naming the file that could not be written, or what a policy is refused for.
 */
export async function showReports(
  record: RunRecord,
  reports: readonly RequestedReport[],
  policy: PolicyOptions = {},
): Promise<void> {
  const view = { width: outputWidth(), wholeReport: wholeReportLink(process.env), policy };
  await showTexts(reports, (format) => FORMATS[format]?.(record, view) ?? '');
}

/**
 * Shows reports whose texts are made on demand, in the same order.
 *
 * @throws HarnessError BAD_INPUT naming the file that could not be written.
 */
export async function showTexts(
  reports: readonly RequestedReport[],
  textOf: (format: string) => string,
): Promise<void> {
  const text = ({ format }: RequestedReport): string => textOf(format);
  for (const report of reports) {
    if (report.file === undefined) (report.format === 'github' ? printCommands : print)(text(report));
  }
  await writeReports(
    reports.flatMap(({ format, file }) => (file === undefined ? [] : [{ format, file }])),
    text,
  );
}

async function writeReports(
  reports: readonly (RequestedReport & { readonly file: string })[],
  text: (report: RequestedReport) => string,
): Promise<void> {
  const failures: HarnessError[] = [];
  for (const report of reports) {
    try {
      await write(report.file, text(report));
      tell(`report: ${displayPath(report.file)}`);
    } catch (cause) {
      failures.push(cause instanceof HarnessError ? cause : notWritten(report.file, cause));
    }
  }
  const [first, ...others] = failures;
  for (const { message } of others) tell(message);
  if (first !== undefined) throw first;
}

function notWritten(file: string, cause: unknown): HarnessError {
  const message = `Cannot write the report ${displayPath(file)}: ${messageOf(cause)}`;
  return new HarnessError('BAD_INPUT', message, { cause, hint: 'The record has it: kaniko-caps report.' });
}

/** What a link names is replaced, not the link, and keeps its permissions; what is no file, as a pipe, can only be written to. */
async function write(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const whole = text.endsWith('\n') ? [text] : [text, '\n'];
  const before = await stat(target).catch(() => undefined);
  if (before?.isFile() ?? true) await writeWhole(target, whole, { mode: before?.mode });
  else await writeFile(target, whole);
}
