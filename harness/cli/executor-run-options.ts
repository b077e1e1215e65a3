import type { Command } from 'commander';
import { withTrialOptions } from './options.ts';
import { withSearchOptions } from './search-options.ts';

/** Adds the options of a discovery, but for those that name the one builder: here the arguments name several. */
export function withExecutorRunOptions(command: Command): Command {
  return withSearchOptions(withTrialOptions(command)).option(
    '--no-priors',
    'guess nothing from Dockerfiles and other executors; failures still tell what to ask next',
  );
}
