import { type Command, Option } from 'commander';
import { LOCK_FILE_NAME } from '../lock/lock-file.ts';
import { withRunOptions, withSearchPriorOptions } from './options.ts';
import { withSearchOptions } from './search-options.ts';

/** Declares `update`. */
export function declareUpdate(program: Command): Command {
  return withSearchPriorOptions(
    withSearchOptions(
      withRunOptions(
        program
          .command('update')
          .description('write what Dockerfiles need into the lock file; more than it says only where that is accepted')
          .argument('[path...]', 'the Dockerfiles (default: those of the lock file; without one: .)'),
      ),
    ),
  )
    .option('--lock <file>', 'the lock file', LOCK_FILE_NAME)
    .option('--accept', 'take over as well what needs more, or goes unnoticed where it was an error')
    .addOption(
      new Option(
        '--record <run>',
        'take over a saved record, or the directory of a run, instead of running trials',
      ).conflicts([
        'builder',
        'executorBinary',
        'prior',
        'out',
        'universe',
        'file',
        'context',
        'buildArg',
        'target',
        'base',
        'network',
      ]),
    );
}
