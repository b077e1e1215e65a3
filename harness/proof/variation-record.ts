import { type CapabilitySet, compareSets, namesOf } from '../capabilities/capability-set.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { PlannedVariation, Variation } from '../vocabulary/variation.ts';
import { blockedSet } from './blocked-set.ts';
import { type CaseState, variedCase } from './case-state.ts';
import { type Certainty, failuresNeeded } from './certainty.ts';
import { type AnswerRecord, answerRecord } from './findings.ts';
import { maskedPlaces } from './images/masked-places.ts';
import { DIFFERENCES_KEPT, shownBy } from './shown-by.ts';
import { failsUnder, variedConclusion } from './varied-set.ts';

/** What was shown of a case under a variation. */
type VariationFinding = CaseRecord['variations'][number];

/** What decides when a finding under a variation is believed. */
export interface VariationTerms extends Certainty {
  /** How often a set that works fails all the same, pooled over all cases of the run. */
  readonly falseFailureRate: number;
  /** Whether a search follows where a set fails. */
  readonly searches: boolean;
  /** What ended the run before all was asked, in words; null if nothing did. */
  readonly ended: string | null;
}

/** What was shown of a case under each variation that the run was asked for; what is not decided yet is left out. */
export function variationRecord(
  state: CaseState,
  planned: readonly PlannedVariation[],
  terms: VariationTerms,
): VariationFinding[] {
  const confirm = failuresNeeded(state, terms, terms.falseFailureRate);
  return planned.map((one) => {
    const { variation } = one;
    const tried = setsTried(state, variation).map((set) => ({
      variation,
      set,
      confirm,
      tolerated: 1 - terms.confidence,
    }));
    const isSearched = terms.searches && tried.some((asked) => failsUnder(state, asked));
    const sets = tried.flatMap((asked) => {
      const found = variedConclusion(state, asked);
      if (found === undefined) return [];
      return [{ ...found, set: namesOf(asked.set), shown: [...found.shown], trials: [...found.trials] }];
    });
    const notKnown = one.notTried === null && sets.length === 0 ? notKnownOf(state, variation, terms) : undefined;
    return {
      ...one,
      ...(notKnown !== undefined && { notKnown }),
      ...maskedBesides(state, variation),
      imageChanges: wordsOf(variedCase(state, variation).imageChanges),
      sets,
      answer: isSearched ? variedAnswer(state, variation, terms) : null,
      trials: trialCounts(state, variation, isSearched),
    };
  });
}

/** What a search under a variation has found so far. */
export function variedAnswer(state: CaseState, variation: Variation, terms: VariationTerms): AnswerRecord {
  const { state: varied } = variedCase(state, variation);
  const confirm = failuresNeeded(varied, terms, terms.falseFailureRate);
  const found = answerRecord('faithful', varied, { ...terms, confirm });
  return { ...found, complete: found.complete || varied.reference.kind === 'failed' };
}

/** Why no set was decided under a variation; undefined where the case itself tells it. */
function notKnownOf(state: CaseState, variation: Variation, { ended, searches }: VariationTerms): string | undefined {
  if (state.reference.kind !== 'sound') return undefined;
  const { fills, filling, trials } = variedCase(state, variation).state;
  const unfilled = reasonUnfilled({ fills, filling });
  if (unfilled !== undefined) return `the cache could not be filled: ${unfilled}`;
  if (ended !== null) return ended;
  // A cache that was filled once, and not again by the process that went on with the run.
  if (fills.length > 0 && trials.length === 0) return 'the cache could not be filled';
  return searches ? 'the minimal sets of the case are not proven' : undefined;
}

/** Why a cache will not be filled; undefined as long as it may be. */
function reasonUnfilled({ fills, filling }: Pick<CaseState, 'fills' | 'filling'>): string | undefined {
  const blocked = blockedSet({ trials: fills });
  if (blocked !== undefined) return blocked.last.message;
  if (filling?.kind === 'flaky') return 'the builds that fill it both succeed and fail';
  return filling?.kind === 'failed' ? shownBy(filling.trial.verdict).join('; ') : undefined;
}

/** What varies under a variation alone. */
function maskedBesides(state: CaseState, variation: Variation): Pick<VariationFinding, 'masked'> {
  const known = new Set(maskedPlaces(state.mask).map(({ text }) => text));
  const masked = maskedPlaces(variedCase(state, variation).state.mask).filter(({ text }) => !known.has(text));
  return masked.length === 0 ? {} : { masked };
}

function wordsOf(differences: readonly Difference[] | null): string[] | null {
  return differences?.slice(0, DIFFERENCES_KEPT).map(({ text }) => text) ?? null;
}

function setsTried(state: CaseState, variation: Variation): CapabilitySet[] {
  const own = variedCase(state, variation).state.trials.filter(
    ({ observation }) => observation.purpose === 'variation',
  );
  return [...new Set(own.map(({ observation }) => observation.capabilities))].toSorted(compareSets);
}

/** What the sets are judged by belongs to them, unless a search needs it as well. */
function trialCounts(state: CaseState, variation: Variation, isSearched: boolean): VariationFinding['trials'] {
  const { trials: builds, fills } = variedCase(state, variation).state;
  const trials = [...builds, ...fills];
  const ofSets = isSearched
    ? trials.filter(({ observation }) => ['variation', 'fill'].includes(observation.purpose))
    : trials;
  return { sets: ofSets.length, search: trials.length - ofSets.length };
}
