import fc from 'fast-check';
import {
  type CapabilitySet,
  compareSets,
  difference,
  EMPTY_SET,
  intersection,
  isSubset,
  namesOf,
  singletons,
  union,
} from '../../capabilities/capability-set.ts';
import { type Cube, holds } from '../../capabilities/cube.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import type { AnswerCover } from '../../record/answer-cover-record.ts';
import type { CaseRecord } from '../../record/record.ts';
import { minimalSets } from '../../search/ledger/transversals.ts';
import type { Answer, Outcome } from '../../vocabulary/answer.ts';
import { outcomeOf } from '../../vocabulary/verdict.ts';
import { caseOf, trialOf } from '../examples/records.ts';

/** A build that asks for one capability after another and goes on by what it is told; it may well work better with fewer. */
export type WatchedBuild =
  | { readonly verdict: 'faithful' | 'degraded' | 'failed' }
  | { readonly asks: CapabilitySet; readonly granted: WatchedBuild; readonly refused: WatchedBuild };

/** One end of a build: all sets that come to it. */
export interface BuildEnd extends Cube {
  readonly verdict: 'faithful' | 'degraded' | 'failed';
}

/** Any build that asks for capabilities of a universe, each at most once, and gives the right image with all of them. */
export function anyWatchedBuild(universe: CapabilitySet): fc.Arbitrary<WatchedBuild> {
  const end = fc.constantFrom('faithful', 'degraded', 'failed').map((verdict): WatchedBuild => ({ verdict }));
  const within = (left: CapabilitySet): fc.Arbitrary<WatchedBuild> =>
    left === EMPTY_SET
      ? end
      : fc.oneof(
          { weight: 1, arbitrary: end },
          { weight: 4, arbitrary: fc.constantFrom(...singletons(left)).chain(asking(left)) },
        );
  const asking = (left: CapabilitySet) => (asks: CapabilitySet) => {
    const rest = within(difference(left, asks));
    return fc.record({ asks: fc.constant(asks), granted: rest, refused: rest });
  };
  return within(universe).map(withReference);
}

function withReference(build: WatchedBuild): WatchedBuild {
  return 'verdict' in build ? { verdict: 'faithful' } : { ...build, granted: withReference(build.granted) };
}

/** The ends of a build; every set comes to exactly one. */
export function endsOf(build: WatchedBuild, granted = EMPTY_SET, withheld = EMPTY_SET): BuildEnd[] {
  if ('verdict' in build) return [{ granted, withheld, verdict: build.verdict }];
  return [
    ...endsOf(build.granted, union(granted, build.asks), withheld),
    ...endsOf(build.refused, granted, union(withheld, build.asks)),
  ];
}

/** What a set does. */
export function outcomeUnder(build: WatchedBuild, answer: Answer, set: CapabilitySet): Outcome {
  const end = endsOf(build).find((one) => holds(one, set));
  return outcomeOf(end?.verdict ?? 'failed', answer) ?? 'fail';
}

/** The record of a case of which two trials were watched for each end that `kept` keeps. */
export function watchedCase(
  build: WatchedBuild,
  universe: CapabilitySet,
  kept: (end: BuildEnd, index: number) => boolean = () => true,
): CaseRecord {
  const ends = endsOf(build).map((end, index) => ({ ...end, trials: [`t${index}a`, `t${index}b`] }));
  const seen = ends.filter(kept);
  const all = seen.flatMap(({ granted, withheld, verdict, trials }) =>
    trials.map((id) => trialOf({ id, set: namesOf(granted), verdict, asked: namesOf(union(granted, withheld)) })),
  );
  const answer = (name: Answer): CaseRecord['faithful'] => answerOf(build, name, { universe, seen });
  return caseOf({
    universe: namesOf(universe),
    faithful: answer('faithful'),
    exitZero: answer('exitZero'),
    losses: [],
    trials: { ...caseOf().trials, all },
  });
}

type SeenEnd = BuildEnd & { readonly trials: string[] };

function answerOf(
  build: WatchedBuild,
  answer: Answer,
  { universe, seen }: { readonly universe: CapabilitySet; readonly seen: readonly SeenEnd[] },
): CaseRecord['faithful'] {
  const all = subsetsOf(universe);
  const minimal = minimalSets(all.filter((set) => outcomeUnder(build, answer, set) === 'pass'));
  const failing = all.filter((set) => !minimal.some((one) => isSubset(one, set)));
  const cubes = seen.map(({ granted, withheld, verdict, trials }) => ({
    granted: namesOf(granted),
    withheld: namesOf(withheld),
    outcome: outcomeOf(verdict, answer) ?? ('fail' as const),
    trials,
  }));
  const decided = all.filter((set) => seen.some((end) => holds(end, set))).length;
  const cover: AnswerCover = {
    decided,
    notDecided: all.length - decided,
    relevant: namesOf(seen.map(({ granted, withheld }) => union(granted, withheld)).reduce(union, EMPTY_SET)),
    hidden: [],
    cubes,
    exceptions: exceptionsOf(seen, answer, minimal),
  };
  const maximal = failing.filter((set) => !failing.some((other) => other !== set && isSubset(set, other)));
  return {
    complete: decided === all.length,
    minimalSets: minimal.map(namesOf),
    maximalFailingSets: maximal.toSorted(compareSets).map(namesOf),
    cover,
  };
}

function exceptionsOf(
  seen: readonly BuildEnd[],
  answer: Answer,
  minimal: readonly CapabilitySet[],
): AnswerCover['exceptions'] {
  return seen
    .filter(({ verdict }) => outcomeOf(verdict, answer) === 'fail')
    .flatMap(({ granted, withheld }) =>
      minimal
        .filter((set) => intersection(set, withheld) === EMPTY_SET)
        .map((set) => ({ granted: namesOf(union(granted, set)), withheld: namesOf(withheld) })),
    );
}
