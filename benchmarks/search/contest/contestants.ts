import type { CapabilitySet } from '../../../harness/capabilities/capability-set.ts';
import type { Prior } from '../../../harness/search/picker/prior.ts';
import type { PickOptions } from '../../../harness/search/picker/search-state.ts';
import type { Oracle } from '../../../harness/testing/simulated/oracles.ts';
import { type DurationOf, endsEarlyIfItFails, runSearch } from '../../../harness/testing/simulated/run-search.ts';
import { ddmin } from '../methods/ddmin.ts';
import { dropOne } from '../methods/drop-one.ts';
import { marco } from '../methods/marco.ts';
import type { Claim, Method } from '../methods/method.ts';
import { quickXplain } from '../methods/quick-xplain.ts';
import { runMethod } from '../methods/run-method.ts';

/** A build whose minimal sets are wanted. */
export interface Problem {
  readonly universe: CapabilitySet;
  /** The minimal sets there are; told to none but those that are given a guess. */
  readonly truth: readonly CapabilitySet[];
  readonly oracle: Oracle;
  readonly slots: number;
  readonly seed: number;
  /** How many failures in a row are believed. @default 1 */
  readonly confirm?: number;
  /** Whether the search repeats at once what it did not expect to fail, as the tool does. @default false */
  readonly retry?: boolean;
  /** @default a pass takes one unit, a failure ends earlier */
  readonly durationOf?: DurationOf;
  /** What the search is told of the durations. @default nothing */
  readonly cost?: PickOptions['cost'];
  /** Whether the search waits for all trials of a round, so that rounds can be counted. @default false */
  readonly inRounds?: boolean;
}

/** How a contestant fared. */
export interface Run extends Claim {
  readonly trials: number;
  readonly rounds: number;
  readonly makespan: number;
  /** The time of all trials together. */
  readonly work: number;
}

/** A way to find minimal sets. */
export interface Contestant {
  readonly name: string;
  run(problem: Problem): Run;
}

/** The search of this tool, given what a prior makes of the truth. */
export function ours(name: string, priorOf: (truth: readonly CapabilitySet[], problem: Problem) => Prior): Contestant {
  return {
    name,
    run: (problem) => {
      const {
        universe,
        oracle,
        slots,
        seed,
        truth,
        confirm = 1,
        retry = false,
        durationOf = endsEarlyIfItFails,
        cost,
      } = problem;
      const prior = priorOf(truth, problem);
      const dispatch = problem.inRounds === true ? 'in-rounds' : 'as-slots-free';
      const search = { universe, oracle, slots, seed, confirm, retry, durationOf, prior, dispatch } as const;
      const { ledger, asked, rounds, makespan, work } = runSearch({ ...search, ...(cost !== undefined && { cost }) });
      const { passing: minimalSets, complete } = ledger;
      return { minimalSets, complete, trials: asked.length, rounds, makespan, work };
    },
  };
}

/** The search of this tool without any guess, with one of the minimal sets guessed, and with an earlier finding. */
export const OURS = {
  noGuess: ours('ours, no guess', () => ({})),
  oneGuessed: ours('ours, one set guessed', (truth) => ({ guesses: truth.slice(0, 1) })),
  allGuessed: ours('ours, earlier finding', (truth) => ({ guesses: truth })),
} as const;

/** What others do, none of which takes a guess. */
export const OTHERS = {
  dropOne: other('drop-one', dropOne),
  ddmin: other('ddmin', ddmin),
  quickXplain: other('QuickXplain + proof', quickXplain),
  marco: other('MARCO', marco),
} as const;

function other(name: string, method: Method): Contestant {
  return {
    name,
    run: ({ universe, oracle, slots, seed, confirm = 1, durationOf = endsEarlyIfItFails }) =>
      runMethod(method, { universe, oracle, slots, seed, confirm, durationOf }),
  };
}
