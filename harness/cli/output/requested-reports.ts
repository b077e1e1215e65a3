import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import type { Format, Subject } from '../../formats/format.ts';
import { formatNamed } from '../../formats/formats.ts';

/** A report that was asked for, and where it goes. */
export interface RequestedReport {
  readonly format: Format;
  /** Absolute path of the file to write; undefined for standard output. */
  readonly file: string | undefined;
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
  return [...earlier, { format, file }];
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
 * Finds out before any work whether the files of reports can be written.
 *
 * @throws HarnessError CANNOT_WRITE naming the directory that does not exist, or the directory that was named as a file.
 */
export async function checkReportFiles(reports: readonly RequestedReport[]): Promise<void> {
  for (const { format, file } of reports) {
    if (file === undefined) continue;
    const asked = `--format ${format.name}=${displayPath(file)}`;
    if (await isDirectory(file)) throw new HarnessError('CANNOT_WRITE', `${asked}: that is a directory`);
    if (await isDirectory(dirname(file))) continue;
    throw new HarnessError('CANNOT_WRITE', `${asked}: there is no directory ${displayPath(dirname(file))}`, {
      hint: 'Create it first, or give another file.',
    });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
