import type { Command } from 'commander';
import { LOCK_FILE_NAME } from '../lock/lock-file.ts';
import { CHECK_FORMATS } from './check-formats.ts';
import { withRunOptions, withSearchPriorOptions } from './options.ts';
import { collectOf, type RequestedReport } from './requested-reports.ts';
import { withSearchOptions } from './search-options.ts';
import { shardArgument } from './shard-plan.ts';

/** Declares `check`; what is gained by an audit was audited when it was locked. */
export function declareCheck(program: Command): Command {
  const names = Object.keys(CHECK_FORMATS);
  const command = program
    .command('check')
    .description('tell whether Dockerfiles still need what the lock file says; it is only read')
    .argument('[path...]', 'Dockerfiles, or directories as for discover (default: all that the lock file knows)')
    .option('--lock <file>', 'the lock file', LOCK_FILE_NAME)
    .option('--record <run>', 'judge this saved run, or merged shards, instead of a new one')
    .option('--shard <i/n>', 'check only the Ith of N even parts of the cases', shardArgument)
    .option('--strict', 'let every difference count: needing less, another image, a silent loss that became an error')
    .option('--fail-on-reference-change', 'let it count if with everything granted another image is built')
    .option(
      '--format <name[=file]>',
      `how to show the check, and the file to write it to; repeatable: ${names.join(', ')}`,
      (text: string, earlier?: readonly RequestedReport[]) => collectOf(names, text, earlier),
    );
  withSearchPriorOptions(withSearchOptions(withRunOptions(command), { audit: 'off' }));
  const json = command.options.find(({ long }) => long === '--json');
  if (json !== undefined) json.description = 'print the check as JSON, and nothing else, on standard output';
  return command;
}
