import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import type { Format, Subject } from '../../formats/format.ts';
import { formatNamed } from '../../formats/formats.ts';

/** A report that was asked for, and where it goes. */
export interface RequestedReport {
  readonly format: Format;
  /** Absolute path of the file to write, or of the directory for several; undefined for standard output. */
  readonly file: string | undefined;
  /** Whether it was written as a directory, `policies/`. */
  readonly namesDirectory: boolean;
}

/**
 * Collects repeated `NAME` or `NAME=FILE` of formats that can show one of these. A file is looked up from where the program was
 * started, wherever a resumed run goes.
 *
 * @throws HarnessError UNKNOWN_FORMAT; BAD_OPTION without a file after the equals sign; REPORTS_COLLIDE.
 */
export function collectReport(
  subjects: readonly Subject[],
  text: string,
  earlier: readonly RequestedReport[] = [],
): RequestedReport[] {
  const equals = text.indexOf('=');
  const format = formatNamed(equals < 0 ? text : text.slice(0, equals), subjects);
  if (equals === text.length - 1) {
    throw new HarnessError('BAD_OPTION', `--format ${text} names no file`, {
      hint: `Write --format ${format.name}=FILE, or leave the = out for standard output.`,
    });
  }
  const file = equals < 0 ? undefined : resolve(text.slice(equals + 1));
  if (earlier.some((other) => other.file === file)) throw colliding(file);
  return [...earlier, { format, file, namesDirectory: text.endsWith('/') }];
}

/**
 * What is to be shown at the end of a run: the default on standard output, unless something else is asked for there. `--json`
 * is JSON on standard output, and nothing else.
 *
 * @throws HarnessError REPORTS_COLLIDE
 */
export function withDefault(
  shown: string,
  subjects: readonly Subject[],
  { format = [], json }: { readonly format?: readonly RequestedReport[]; readonly json?: boolean },
): readonly RequestedReport[] {
  if (json === true) return collectReport(subjects, 'json', format);
  return format.some(({ file }) => file === undefined) ? format : collectReport(subjects, shown, format);
}

function colliding(file: string | undefined): HarnessError {
  return file === undefined
    ? new HarnessError('REPORTS_COLLIDE', 'Several reports would be mixed on standard output', {
        hint: 'Give all but one a file: --format NAME=FILE.',
      })
    : new HarnessError('REPORTS_COLLIDE', `Several reports would be written to ${displayPath(file)}`, {
        hint: 'Give each a file of its own.',
      });
}

/**
 * Finds out before any work whether the files of reports can be written. Where policies are split, a directory takes a file for each.
 *
 * @throws HarnessError CANNOT_WRITE naming the directory that does not exist, or the directory that was named as a file;
 *   OPTIONS_CONFLICT where several policies would go into a file that has room for one.
 */
export async function checkReportFiles(
  reports: readonly RequestedReport[],
  { isSplit = false }: { readonly isSplit?: boolean } = {},
): Promise<void> {
  for (const report of reports) {
    if (isSplit && (await isForDirectory(report))) await checkParent(report);
    else if (isSplit && report.format.policyFile?.between === null) throw hasRoomForOne(report);
    else await checkFile(report);
  }
}

/** Whether a policy of this report is one of several, each in a file of its own in a directory. */
export async function isForDirectory({ format, file, namesDirectory }: RequestedReport): Promise<boolean> {
  if (format.policyFile === undefined || file === undefined) return false;
  return namesDirectory || (await isDirectory(file));
}

async function checkFile(report: RequestedReport): Promise<void> {
  const { file, namesDirectory, format } = report;
  if (file === undefined) return;
  if (!namesDirectory && !(await isDirectory(file))) return checkParent(report);
  throw new HarnessError('CANNOT_WRITE', `${askedFor(report)}: that is a directory`, {
    hint: `Name a file${format.policyFile === undefined ? '' : ', or add --split-by to write a file for each part'}.`,
  });
}

async function checkParent(report: RequestedReport): Promise<void> {
  const { file } = report;
  if (file === undefined || (await isDirectory(dirname(file)))) return;
  throw new HarnessError('CANNOT_WRITE', `${askedFor(report)}: there is no directory ${displayPath(dirname(file))}`, {
    hint: 'Create it first, or give another file.',
  });
}

function hasRoomForOne({ format: { name } }: RequestedReport): HarnessError {
  return new HarnessError(
    'OPTIONS_CONFLICT',
    `The format ${name} has room for one policy, and --split-by asks for several`,
    {
      hint: `Write a file for each: --format ${name}=DIRECTORY/.`,
    },
  );
}

function askedFor({ format, file = '', namesDirectory }: RequestedReport): string {
  return `--format ${format.name}=${displayPath(file)}${namesDirectory ? '/' : ''}`;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
