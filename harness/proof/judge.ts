import { learnMask, type Mask } from '../image/compare/mask.ts';
import { VARIATIONS } from '../variations/catalogue.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { Variation } from '../vocabulary/variation.ts';
import type { Verdict } from '../vocabulary/verdict.ts';
import {
  differencesUnder,
  type FingerprintSource,
  type RememberedComparison,
  rememberedComparison,
} from './images/remembered-comparison.ts';

/** An observation and what it shows in the light of all others. */
export interface JudgedTrial {
  readonly observation: Observation;
  readonly verdict: Verdict;
}

/** What builds of a case under one configuration show together. */
export interface Judgement {
  readonly trials: readonly JudgedTrial[];
  /** Those that left a cache for the others: a build is not compared with one that had another cache to start from. */
  readonly fills: readonly JudgedTrial[];
  /** What differs between builds with everything granted, and so is left out of every comparison. */
  readonly mask: Mask;
}

/** What builds under a variation show together. */
export interface VariedJudgement extends Judgement {
  /** What it changes of the reference image even with everything granted; null if that was not tried. */
  readonly imageChanges: readonly Difference[] | null;
}

/** What all builds of a case show. */
export interface CaseJudgement extends Judgement {
  /** The builds under each variation that was tried. What varies in them is left out of their own comparison only. */
  readonly varied: ReadonlyMap<Variation, VariedJudgement>;
}

/**
 * Judges all trials of a case; to be called again after each, because one more build with everything granted may show that a
 * difference is noise. No other build can: what varies only without a capability is a loss that comes and goes.
 */
export type Judge = (universe: bigint, observations: readonly Observation[]) => CaseJudgement;

/** A judge that remembers comparisons. */
export function createJudge(fingerprintOf: FingerprintSource): Judge {
  const differences = rememberedComparison(fingerprintOf);
  const maskOf = rememberedMasks(fingerprintOf);
  return (universe, observations) => {
    const { plain, varied } = byVariation(observations);
    const [trials, fills] = byFill(plain);
    // Builds from one cache agree on what only the next build of that cache would show to vary.
    const varying = [...variants(universe, trials), ...variants(universe, fills)];
    const reference = firstBuilt(universe, trials);
    const plainMask = maskOf('plain', varying);
    const judgeVaried = (variation: Variation, all: readonly Observation[]): VariedJudgement => {
      const [own, ownFills] = byFill(all);
      const mask = maskOf(variation, [...varying, ...variants(universe, own), ...variants(universe, ownFills)]);
      const unmasked = differencesUnder(mask, differences);
      const ownReference = firstBuilt(universe, own);
      const isKnown = reference !== undefined && ownReference !== undefined;
      const right = VARIATIONS[variation].rightImage === 'reference' ? [reference] : [reference, ownReference];
      return {
        trials: judgeAll(own, right, unmasked),
        fills: judgeAll(ownFills, right, unmasked),
        mask,
        imageChanges: isKnown ? unmasked(reference, ownReference) : null,
      };
    };
    const unmaskedPlain = differencesUnder(plainMask, differences);
    return {
      trials: judgeAll(trials, [reference], unmaskedPlain),
      fills: judgeAll(fills, [reference], unmaskedPlain),
      mask: plainMask,
      varied: new Map([...varied].map(([variation, own]) => [variation, judgeVaried(variation, own)])),
    };
  };
}

type MaskSource = (of: Variation | 'plain', groups: readonly (readonly string[])[]) => Mask;

/** Learns a mask anew only where the images are not those of the last time. */
function rememberedMasks(fingerprintOf: FingerprintSource): MaskSource {
  const learned = new Map<Variation | 'plain', { readonly key: string; readonly mask: Mask }>();
  return (of, groups) => {
    const key = groups.map((group) => group.join(' ')).join('\n');
    const known = learned.get(of);
    if (known?.key === key) return known.mask;
    const mask = learnMask(groups.map((group) => group.map(fingerprintOf)));
    learned.set(of, { key, mask });
    return mask;
  };
}

/** Judges trials by the images that count as right; a difference is told to the last one that is known. */
function judgeAll(
  observations: readonly Observation[],
  right: readonly (string | undefined)[],
  unmasked: RememberedComparison,
): JudgedTrial[] {
  const references = right.filter((image) => image !== undefined);
  const differencesOf = (image: string): readonly Difference[] => {
    const each = references.map((reference) => unmasked(reference, image));
    return each.find(({ length }) => length === 0) ?? each.at(-1) ?? [];
  };
  return observations.map((observation) => ({ observation, verdict: verdictOf(observation, differencesOf) }));
}

/** The fingerprint of the image that counts as right: that of the first build with everything granted; undefined if there is none. */
export function referenceFingerprint(universe: bigint, observations: readonly Observation[]): string | undefined {
  return firstBuilt(
    universe,
    observations.filter((seen) => seen.variation === null && !isFill(seen)),
  );
}

function firstBuilt(universe: bigint, observations: readonly Observation[]): string | undefined {
  for (const { capabilities, outcome } of observations) {
    if (capabilities === universe && outcome.kind === 'built') return outcome.fingerprint;
  }
  return undefined;
}

function byVariation(observations: readonly Observation[]): {
  readonly plain: readonly Observation[];
  readonly varied: ReadonlyMap<Variation, readonly Observation[]>;
} {
  const plain: Observation[] = [];
  const varied = new Map<Variation, Observation[]>();
  for (const observation of observations) {
    const { variation } = observation;
    if (variation === null) plain.push(observation);
    else varied.set(variation, [...(varied.get(variation) ?? []), observation]);
  }
  return { plain, varied };
}

/** Builds that start from no cache but leave one stand apart. */
function byFill(observations: readonly Observation[]): [readonly Observation[], readonly Observation[]] {
  return [observations.filter((seen) => !isFill(seen)), observations.filter(isFill)];
}

/** Whether a build left the cache from which others start. */
export function isFill({ purpose }: Observation): boolean {
  return purpose === 'fill';
}

/** The distinct images of builds with everything granted, as one group; no group where they agree. */
function variants(universe: bigint, observations: readonly Observation[]): string[][] {
  const images = new Set<string>();
  for (const { capabilities, outcome } of observations) {
    if (capabilities === universe && outcome.kind === 'built') images.add(outcome.fingerprint);
  }
  return images.size > 1 ? [[...images].sort()] : [];
}

function verdictOf(observation: Observation, differencesOf: (image: string) => readonly Difference[]): Verdict {
  const { outcome } = observation;
  switch (outcome.kind) {
    case 'built': {
      const differences = differencesOf(outcome.fingerprint);
      return differences.length === 0 ? { kind: 'faithful' } : { kind: 'degraded', differences };
    }
    case 'ungrantable':
      return { kind: 'untestable', message: outcome.message };
    case 'failed':
    case 'timeout':
    case 'infrastructure':
    case 'tampered':
    case 'cancelled':
      return outcome;
  }
}
