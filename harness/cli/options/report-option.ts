import { CHECK_FORMATS } from '../output/check-formats.ts';
import { FORMATS } from '../output/formats.ts';
import { collectOf, type RequestedReport } from '../output/requested-reports.ts';
import { type OptionSpec, repeated } from './option.ts';

/** The option that asks for reports of a record. */
export function reportOption(purpose: string): OptionSpec<readonly RequestedReport[]> {
  return formatOption(purpose, Object.keys(FORMATS));
}

/** The option that asks for reports of a check. */
export function checkReportOption(): OptionSpec<readonly RequestedReport[]> {
  return formatOption('how to show the check, and the file to write it to; repeatable', Object.keys(CHECK_FORMATS));
}

function formatOption(purpose: string, names: readonly string[]): OptionSpec<readonly RequestedReport[]> {
  return repeated<RequestedReport>('--format <name[=file]>', `${purpose}: ${names.join(', ')}`, (text, earlier) =>
    collectOf(names, text, earlier),
  );
}
