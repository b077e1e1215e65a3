import { compareImages } from '../image/compare/compare-images.ts';
import { applyMask, learnMask, type Mask } from '../image/compare/mask.ts';
import type { ImageFingerprint } from '../image/fingerprint/fingerprint.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { Verdict } from '../vocabulary/verdict.ts';

/** An observation and what it shows in the light of all others. */
export interface JudgedTrial {
  readonly observation: Observation;
  readonly verdict: Verdict;
}

/** What all builds of a case show together. */
export interface Judgement {
  /** Those that the answers rest on. */
  readonly trials: readonly JudgedTrial[];
  /** Those with a hardening besides. What varies in them is left out of their own comparison only. */
  readonly hardened: readonly JudgedTrial[];
  /** Those that left a cache for the others: a build is not compared with one that had another cache to start from. */
  readonly fills: readonly JudgedTrial[];
  /** What differs between builds of the same set, and so is left out of every comparison. */
  readonly mask: Mask;
}

/** Judges all trials of a case; to be called again after each, because one more build may show that a difference is noise. */
export type Judge = (universe: bigint, observations: readonly Observation[]) => Judgement;

/** Gives the fingerprint that an observation names. */
export type FingerprintSource = (digest: string) => ImageFingerprint;

/** A judge that remembers comparisons. */
export function createJudge(fingerprintOf: FingerprintSource): Judge {
  const compared = new Map<string, readonly Difference[]>();
  const differences = (reference: string, image: string): readonly Difference[] => {
    const key = `${reference} ${image}`;
    const known = compared.get(key);
    if (known !== undefined) return known;
    const found = reference === image ? [] : compareImages(fingerprintOf(reference), fingerprintOf(image));
    compared.set(key, found);
    return found;
  };
  let learned: { key: string; mask: Mask } = { key: '', mask: learnMask([]) };
  const maskOf = (groups: readonly (readonly string[])[]): Mask => {
    const key = groups.map((group) => group.join(' ')).join('\n');
    if (key !== learned.key) learned = { key, mask: learnMask(groups.map((group) => group.map(fingerprintOf))) };
    return learned.mask;
  };
  return (universe, observations) => {
    const fills = observations.filter(isFill);
    const others = observations.filter((seen) => !isFill(seen));
    const [plain, hardened] = [others.filter(isPlain), others.filter((seen) => !isPlain(seen))];
    const original = referenceFingerprint(universe, plain);
    const judgeAll = (own: readonly Observation[], mask: Mask): JudgedTrial[] => {
      const remaining = new Map<string, readonly Difference[]>();
      const unmasked = (image: string): readonly Difference[] => {
        if (original === undefined) return [];
        const known = remaining.get(image) ?? applyMask(differences(original, image), mask);
        remaining.set(image, known);
        return known;
      };
      return own.map((observation) => ({ observation, verdict: verdictOf(observation, unmasked) }));
    };
    // Builds from one cache agree on what only the next build of that cache would show to vary.
    const varying = [...variants(plain), ...variants(fills)];
    const hardenedMask = hardened.length === 0 ? undefined : maskOf([...varying, ...variants(hardened)]);
    const mask = maskOf(varying);
    return {
      trials: judgeAll(plain, mask),
      hardened: judgeAll(hardened, hardenedMask ?? mask),
      fills: judgeAll(fills, mask),
      mask,
    };
  };
}

/** The fingerprint of the image that counts as right: that of the first build with everything granted; undefined if there is none. */
export function referenceFingerprint(universe: bigint, observations: readonly Observation[]): string | undefined {
  for (const { capabilities, hardening, outcome } of observations.filter((seen) => !isFill(seen))) {
    if (capabilities === universe && hardening === null && outcome.kind === 'built') return outcome.fingerprint;
  }
  return undefined;
}

/** Whether a build left the cache from which others start. */
export function isFill({ purpose }: Observation): boolean {
  return purpose === 'fill';
}

function isPlain({ hardening }: Observation): boolean {
  return hardening === null;
}

/** The distinct images of each set that gave more than one. */
function variants(observations: readonly Observation[]): string[][] {
  const bySet = new Map<bigint, Set<string>>();
  for (const { capabilities, outcome } of observations) {
    if (outcome.kind !== 'built') continue;
    bySet.set(capabilities, (bySet.get(capabilities) ?? new Set()).add(outcome.fingerprint));
  }
  return [...bySet.values()].filter((images) => images.size > 1).map((images) => [...images].sort());
}

function verdictOf(observation: Observation, unmasked: (image: string) => readonly Difference[]): Verdict {
  const { outcome } = observation;
  switch (outcome.kind) {
    case 'built': {
      const differences = unmasked(outcome.fingerprint);
      return differences.length === 0 ? { kind: 'faithful' } : { kind: 'degraded', differences };
    }
    case 'ungrantable':
      return { kind: 'untestable', message: outcome.message };
    case 'failed':
    case 'timeout':
    case 'infrastructure':
    case 'cancelled':
      return outcome;
  }
}
