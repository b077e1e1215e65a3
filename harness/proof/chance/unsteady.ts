import { type CapabilitySet, isSubset, sizeOf } from '../../capabilities/capability-set.ts';
import type { Difference } from '../../vocabulary/difference.ts';
import type { JudgedTrial } from '../judge.ts';

/** What builds of a set that gives the reference image only sometimes have shown. */
export interface UnsteadySet {
  readonly set: CapabilitySet;
  /** How many builds gave the same image. */
  readonly same: number;
  /** How many lost something. */
  readonly lost: number;
  /** What was lost most often, and in how many builds. */
  readonly telling: { readonly difference: Difference; readonly count: number };
}

/** The least part of all builds in which noise shows that reference builds are repeated for. */
const LEAST_SHARE = 0.2;

/**
 * The sets whose builds give the same image sometimes and lose something at other times. The mask holds all that varies with
 * everything granted, so that what is left is a loss that comes and goes, or noise too rare to have been seen yet.
 */
export function unsteadySets(trials: readonly JudgedTrial[]): UnsteadySet[] {
  const bySet = new Map<CapabilitySet, JudgedTrial[]>();
  for (const trial of trials) {
    const { capabilities } = trial.observation;
    bySet.set(capabilities, [...(bySet.get(capabilities) ?? []), trial]);
  }
  return [...bySet].flatMap(([set, own]) => unsteadySet(set, own) ?? []);
}

function unsteadySet(set: CapabilitySet, own: readonly JudgedTrial[]): UnsteadySet | undefined {
  const same = own.filter(({ verdict }) => verdict.kind === 'faithful').length;
  const lost = own.flatMap(({ verdict }) => (verdict.kind === 'degraded' ? [verdict.differences] : []));
  if (same === 0 || lost.length === 0) return undefined;
  const telling = mostFrequent(lost);
  return telling === undefined ? undefined : { set, same, lost: lost.length, telling };
}

function mostFrequent(builds: readonly (readonly Difference[])[]): UnsteadySet['telling'] | undefined {
  const counts = new Map<string, UnsteadySet['telling']>();
  for (const difference of builds.flat()) {
    const key = placeOf(difference);
    counts.set(key, { difference, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count)[0];
}

function placeOf({ layer, path, field, attribute }: Difference): string {
  return [layer, path, field, attribute ?? ''].join('\0');
}

/**
 * The builds that tell a loss which comes and goes from noise that shows only rarely, of sets that are unsteady: with everything
 * granted and of the set itself, in turn. Noise shows with everything granted as often as in the set; that it showed `count` times
 * in `builds` of the set and never in as many reference builds as there were has the probability that is held against `tolerated`.
 * No more are built than show noise that is in a fifth of all builds.
 */
export function unsteadyChallenges(
  unsteady: readonly UnsteadySet[],
  universe: CapabilitySet,
  { references, tolerated }: { readonly references: number; readonly tolerated: number },
): CapabilitySet[] {
  const mostReferences = Math.ceil(Math.log(tolerated) / Math.log(1 - LEAST_SHARE));
  if (references >= mostReferences) return [];
  return [...mostEvident(unsteady).values()].flatMap((one) => {
    const builds = one.same + one.lost;
    if (chanceOfNoise(one.telling.count, builds, references) <= tolerated) return [];
    // In turn: what changes with time then shows in both.
    return [references <= builds ? universe : one.set];
  });
}

/** Of the sets that lost the same thing only the one that shows it most often is built again: their number would decide the cost. */
function mostEvident(unsteady: readonly UnsteadySet[]): Map<string, UnsteadySet> {
  const found = new Map<string, UnsteadySet>();
  for (const one of unsteady) {
    const place = placeOf(one.telling.difference);
    const best = found.get(place);
    if (best === undefined || isMoreEvident(one, best)) found.set(place, one);
  }
  return found;
}

function isMoreEvident(one: UnsteadySet, other: UnsteadySet): boolean {
  const byCount = one.telling.count - other.telling.count;
  const bySize = sizeOf(one.set) - sizeOf(other.set);
  return byCount > 0 || (byCount === 0 && (bySize > 0 || (bySize === 0 && one.set < other.set)));
}

/** The probability that all of `shown` showings fall among `builds` builds and none among `references` others, if each may show it. */
function chanceOfNoise(shown: number, builds: number, references: number): number {
  let chance = 1;
  for (let index = 0; index < shown; index += 1) chance *= (builds - index) / (builds + references - index);
  return chance;
}

/** How often a set has to give the same image beside one that loses something sometimes: a loss in every second build then shows. */
const STEADY_BUILDS = 5;

/**
 * The sets that gave the same image, of which `faithful` holds one for each build, and may only have been lucky, where others lose something sometimes: those that were not built often
 * enough, and those of which a larger one is unsteady and lost what they may lose as well.
 */
export function luckySets(
  unsteady: readonly Pick<UnsteadySet, 'set'>[],
  faithful: readonly CapabilitySet[],
  universe: CapabilitySet,
): Set<CapabilitySet> {
  const lucky = new Set<CapabilitySet>();
  if (unsteady.length === 0) return lucky;
  const builds = new Map<CapabilitySet, number>();
  for (const set of faithful) builds.set(set, (builds.get(set) ?? 0) + 1);
  for (const [set, same] of builds) {
    const isBelow = unsteady.some((one) => isSubset(set, one.set));
    if (set !== universe && (isBelow || same < STEADY_BUILDS)) lucky.add(set);
  }
  return lucky;
}
