import { type Command, Option } from 'commander';
import { LOCK_FILE_NAME } from '../lock/lock-file.ts';
import { withRunOptions, withSearchPriorOptions } from './options.ts';
import { withSearchOptions } from './search-options.ts';

/** Options that mean something for a saved record as well. */
const OF_ANY_SOURCE = ['json', 'failOnFlaky'];

/** Declares `update`. */
export function declareUpdate(program: Command): Command {
  const command = withSearchPriorOptions(
    withSearchOptions(
      withRunOptions(
        program
          .command('update')
          .description('write what Dockerfiles need into the lock file; more than it says only where that is accepted')
          .argument('[path...]', 'the Dockerfiles (default: those of the lock file; without one: .)'),
      ),
    ),
  );
  const ofRuns = command.options
    .map((option) => option.attributeName())
    .filter((name) => !OF_ANY_SOURCE.includes(name));
  return command
    .option('--lock <file>', 'the lock file', LOCK_FILE_NAME)
    .option('--accept', 'take over as well what needs more, or goes unnoticed where it was an error')
    .addOption(
      new Option('--record <run>', 'take over a saved record, or the directory of a run, without a trial').conflicts(
        ofRuns,
      ),
    );
}
