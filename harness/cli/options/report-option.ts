import type { Subject } from '../../formats/format.ts';
import { formatsFor } from '../../formats/formats.ts';
import { collectReport, type RequestedReport } from '../output/requested-reports.ts';
import { type OptionSpec, repeated } from './option.ts';

/** The formats that can show one of these, each in a line, for the help. */
export function formatNotes(subjects: readonly Subject[]): string {
  const formats = formatsFor(subjects);
  const width = Math.max(...formats.map(({ name }) => name.length));
  return ['Formats:', ...formats.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)].join('\n');
}

/** The option that asks for reports in the formats that can show one of these. */
export function reportOption(purpose: string, subjects: readonly Subject[]): OptionSpec<readonly RequestedReport[]> {
  const names = formatsFor(subjects).map(({ name }) => name);
  return repeated<RequestedReport>('--format <name[=file]>', `${purpose}: ${names.join(', ')}`, (text, earlier) =>
    collectReport(subjects, text, earlier),
  );
}
