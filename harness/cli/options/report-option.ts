import { InvalidArgumentError } from 'commander';
import { HarnessError } from '../../errors.ts';
import type { Subject } from '../../formats/format.ts';
import { formatsFor } from '../../formats/formats.ts';
import { collectReport, type RequestedReport } from '../output/requested-reports.ts';
import { type OptionSpec, repeated, value } from './option.ts';

/** The formats that can show one of these, each in a line, for the help. */
export function formatNotes(subjects: readonly Subject[]): string {
  const formats = formatsFor(subjects);
  const width = Math.max(...formats.map(({ name }) => name.length));
  return ['Formats:', ...formats.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)].join('\n');
}

/** How code scanning is to name what a SARIF report says. */
export const SARIF_CATEGORY_OPTION = {
  sarifCategory: value(
    '--sarif-category <name>',
    'for sarif: the category of code scanning, which needs a name of its own for each lock file or executor of a workflow',
    categoryArgument,
  ),
};

/** The last slash ends a category, so none may stand at its end. */
function categoryArgument(text: string): string {
  if (/^[\w.:@-]+(\/[\w.:@-]+)*$/.test(text)) return text;
  throw new InvalidArgumentError('It must be words of letters, digits and . : @ - _ with slashes between them.');
}

/**
 * Refuses a category without a report that has one.
 *
 * @throws HarnessError OPTIONS_CONFLICT
 */
export function assertCategoryHeeded(category: string | undefined, reports: readonly RequestedReport[]): void {
  if (category === undefined || reports.some(({ format }) => format.name === 'sarif')) return;
  throw new HarnessError('OPTIONS_CONFLICT', '--sarif-category was given without --format sarif', {
    hint: 'Add --format sarif=FILE, or leave the option out.',
  });
}

/** The option that asks for reports in the formats that can show one of these. */
export function reportOption(purpose: string, subjects: readonly Subject[]): OptionSpec<readonly RequestedReport[]> {
  const names = formatsFor(subjects).map(({ name }) => name);
  return repeated<RequestedReport>('--format <name[=file]>', `${purpose}: ${names.join(', ')}`, (text, earlier) =>
    collectReport(subjects, text, earlier),
  );
}
