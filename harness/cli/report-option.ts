import type { Command } from 'commander';
import { FORMATS } from './formats.ts';
import { collectReport } from './requested-reports.ts';

/** Adds the option that asks for reports to a command. */
export function withReportOption(command: Command, purpose: string): Command {
  return command.option('--format <name[=file]>', `${purpose}: ${Object.keys(FORMATS).join(', ')}`, collectReport);
}
