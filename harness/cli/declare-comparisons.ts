import type { Command } from 'commander';
import { executorList } from './bisect-command.ts';
import { withTrialOptions } from './options.ts';
import { withSearchOptions } from './search-options.ts';

/** Declares `compare`. */
export function declareCompare(program: Command): Command {
  return withExecutorRunOptions(
    program
      .command('compare')
      .description('tell what changed between two saved records, or between two executors')
      .argument('<a>', 'a record.json or the directory of a run; or an executor: an image, or the path of a binary')
      .argument('<b>', 'what to compare it with, of the same sort')
      .argument('[path...]', 'for executors: the Dockerfiles to run with both (default: .)'),
    'print the comparison as JSON, and nothing else, on standard output',
  );
}

/** Declares `bisect`; an audit would cost most of its builds, and proves nothing about which executor changed an answer. */
export function declareBisect(program: Command): Command {
  return withExecutorRunOptions(
    program
      .command('bisect')
      .description('find the executor that first changed what Dockerfiles need')
      .argument('[path...]', 'the Dockerfiles (default: .)')
      .requiredOption('--from <executor>', 'the oldest one: an image, or the path of a binary')
      .requiredOption('--to <executor>', 'the newest one')
      .option('--between <list>', 'those between, oldest first, separated by commas; repeatable', executorList),
    'print the result as JSON, and nothing else, on standard output',
    { audit: 'off' },
  );
}

/** Declares `merge`. */
export function declareMerge(program: Command): Command {
  return program
    .command('merge')
    .description('join the runs of all shards of a discovery')
    .argument('<run...>', 'the directories of the shards, in any order')
    .requiredOption('--out <directory>', 'where to keep the merged run')
    .option('--json', 'print the record, and nothing else, on standard output');
}

/** Adds the options of a discovery, but for those that name the one builder: here the arguments name several. */
function withExecutorRunOptions(
  command: Command,
  jsonText: string,
  defaults: Parameters<typeof withSearchOptions>[1] = {},
): Command {
  withSearchOptions(withTrialOptions(command), defaults).option(
    '--no-priors',
    'guess nothing from Dockerfiles and other executors; failures still tell what to ask next',
  );
  const json = command.options.find(({ long }) => long === '--json');
  if (json !== undefined) json.description = jsonText;
  return command;
}
