import { realpath, stat, writeFile } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { Destination, Subject, Subjects } from '../../formats/format.ts';
import { textIn } from '../../formats/formats.ts';
import { homepage } from './homepage.ts';
import { outputWidth, print, printCommands, tell } from './output.ts';
import type { RequestedReport } from './requested-reports.ts';
import { wholeReportLink } from './whole-report-link.ts';

/** What a format makes of something, for this terminal and this job. */
export function textHere<S extends Subject>(
  name: string,
  subject: S,
  shown: Subjects[S],
  asked: Pick<Destination, 'category'> = {},
): Promise<string> {
  const here: Destination = {
    ...asked,
    width: outputWidth(),
    wholeReport: wholeReportLink(process.env),
    homepage: homepage(process.env),
  };
  return textIn(name, subject, shown, here);
}

/**
 * Shows reports whose texts are made on demand: the one on standard output first, then every file, even if another one fails.
 *
 * @throws HarnessError CANNOT_WRITE naming the file that could not be written, or whatever a text could not be made for.
 */
export async function showReports<Report extends RequestedReport>(
  reports: readonly Report[],
  textOf: (report: Report) => Promise<string>,
): Promise<void> {
  for (const report of reports) {
    if (report.file !== undefined) continue;
    (report.format.hasCommands === true ? printCommands : print)(await textOf(report));
  }
  const failures: HarnessError[] = [];
  for (const report of reports) {
    const { file } = report;
    if (file === undefined) continue;
    try {
      await write(file, await textOf(report));
      tell(`report: ${displayPath(file)}`);
    } catch (cause) {
      failures.push(cause instanceof HarnessError ? cause : notWritten(file, cause));
    }
  }
  const [first, ...others] = failures;
  for (const { message } of others) tell(message);
  if (first !== undefined) throw first;
}

function notWritten(file: string, cause: unknown): HarnessError {
  const message = `Cannot write the report ${displayPath(file)}: ${messageOf(cause)}`;
  return new HarnessError('CANNOT_WRITE', message, { cause, hint: 'The record has it: kaniko-caps report.' });
}

/** What a link names is replaced, not the link, and keeps its permissions; what is no file, as a pipe, can only be written to. */
async function write(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const whole = text.endsWith('\n') ? [text] : [text, '\n'];
  const before = await stat(target).catch(() => undefined);
  if (before?.isFile() ?? true) await writeWhole(target, whole, { mode: before?.mode });
  else await writeFile(target, whole);
}
