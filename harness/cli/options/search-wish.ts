import type { CaseOverrides } from '../../corpus/case-overrides.ts';
import type { Shard } from '../../corpus/shard-cases.ts';
import { type PlannedRun, planRun } from '../../use-cases/planning/plan-run.ts';
import type { BuilderRequest } from '../../vocabulary/run-plan.ts';
import { tell } from '../output/output.ts';
import type { SearchOptions, TrialOptions } from './run-options.ts';
import { builderRequestOf, searchPolicy, wishOf } from './run-wish.ts';

/** The options of a command that searches; some commands have fewer than others. */
export type SearchWishOptions = TrialOptions &
  SearchOptions & {
    readonly builder?: string | undefined;
    readonly executorBinary?: string | undefined;
    readonly priors: boolean;
    readonly prior?: readonly string[];
    readonly priorMismatch?: 'refuse' | 'warn';
    readonly shard?: Shard | undefined;
    readonly recursive?: boolean;
  };

/** What a command knows besides its options. */
interface SearchGiven {
  /** @default the one that the options name */
  readonly builder?: BuilderRequest;
  /** How cases are configured where neither an option nor their `case.json` says so. */
  readonly usualConfigurations?: CaseOverrides['usualConfigurations'];
}

/** Plans a search as the options of a command ask for it, with the builder that they name unless another one is given. */
export function planSearch(
  paths: readonly string[],
  options: SearchWishOptions,
  { builder = builderOf(options), usualConfigurations }: SearchGiven = {},
): Promise<PlannedRun> {
  const { prior = [], priorMismatch = 'refuse' } = options;
  const wish = wishOf(options, {
    paths,
    task: { kind: 'search' },
    policy: searchPolicy(options),
    builder,
    guesses: { enabled: options.priors, records: prior, mismatch: priorMismatch },
    shard: options.shard,
  });
  return planRun({ ...wish, overrides: { ...wish.overrides, usualConfigurations } }, tell);
}

function builderOf({ builder, executorBinary }: SearchWishOptions): BuilderRequest {
  return builderRequestOf({ builder, executorBinary }, process.env);
}
