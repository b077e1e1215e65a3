import { type CapabilitySet, intersection, sizeOf } from '../capabilities/capability-set.ts';
import { type CaseState, factsFor, isConclusive } from '../proof/case-state.ts';
import { failuresNeeded } from '../proof/certainty.ts';
import { contradictionQuestion } from '../search/cubes/contradiction-questions.ts';
import type { CubeCover } from '../search/cubes/cube-cover.ts';
import { cubeRepeats, nextSets } from '../search/cubes/next-sets.ts';
import { ANSWERS } from '../vocabulary/answer.ts';
import type { SearchSituation } from './find-all-minimal-sets.ts';
import { type Question, questionsOf } from './question.ts';
import { mostWanted, withoutRunning } from './wanted-trials.ts';

/** Up to so many capabilities that matter, cubes that hold every set cost less than a search with its audit. */
const ALWAYS_COVERED = 6;

/** Beyond that, the search for cubes ends after so many, and what they leave is searched for with the assumption. */
const MOST_CUBES = 12;

/** After so many trials that decide their own set only, a build is taken for one that reads its capabilities. */
const MOST_ALONE = 4;

/** How many trials may be spent on finding out why trials of one cube contradict each other. */
const MOST_RETRIES = 16;

/**
 * What to try so that watched trials decide every set, with nothing assumed of more capabilities. Undefined where they do, where the
 * kernel is not watched, and where the search with the assumption is the better way: then it goes on with what is known by now. An
 * exhaustive run knows no better way, `atAnyPrice`.
 */
export function coverQuestions(
  situation: SearchSituation,
  { atAnyPrice = false }: { readonly atAnyPrice?: boolean } = {},
): readonly Question[] | undefined {
  const { state, inFlight } = situation;
  const covers = coversOf(situation);
  if (!canDecide(state, covers) || !(atAnyPrice || isWorthwhile(state, covers))) return undefined;
  const doubted = doubtedSet(situation);
  if (doubted !== undefined) return questionsOf('retry', withoutRunning([doubted], inFlight));
  const open = covers.filter(({ complete }) => !complete);
  if (open.length === 0) return undefined;
  const sets = [...new Set([...guessedSets(situation, open), ...open.flatMap((cover) => nextOf(situation, cover))])];
  // What contradicts itself without a reason that can be found is left to the search with the assumption.
  if (sets.length === 0 && inFlight.length === 0) return undefined;
  const questions = sets.map((set) => ({ set, purpose: 'search', covers: true }) as const);
  return [...questions, ...questionsOf('confirmation', repeatsAhead(situation, open))];
}

function coversOf({ state, thoroughness: { answers = ANSWERS } }: SearchSituation): CubeCover[] {
  return answers.flatMap((answer) => state[answer].cover ?? []);
}

/** Whether the reference builds decide more than their own set. */
function canDecide({ universe }: CaseState, covers: readonly CubeCover[]): boolean {
  return covers.length > 0 && covers.every((cover) => cover.statusOf(universe) !== 'open');
}

/** Whether cubes decide everything at a price that is worth it. */
function isWorthwhile({ universe, trials, about }: CaseState, covers: readonly CubeCover[]): boolean {
  const alone = trials.filter(({ observation, verdict }) => {
    const isOwnSetOnly = about.get(observation.trial)?.kind === 'own-set-only';
    return observation.capabilities !== universe && isConclusive(verdict) && isOwnSetOnly;
  });
  if (alone.length >= MOST_ALONE) return false;
  return covers.every(({ relevant, cubes }) => sizeOf(relevant) <= ALWAYS_COVERED || cubes.length < MOST_CUBES);
}

/** A set to try again because trials of one cube contradict each other; undefined if none do, or too many were tried. */
function doubtedSet({ state, thoroughness: { answers = ANSWERS } }: SearchSituation): CapabilitySet | undefined {
  if (state.trials.filter(({ observation }) => observation.purpose === 'retry').length >= MOST_RETRIES)
    return undefined;
  for (const answer of answers) {
    if (state[answer].cover?.statuses.includes('contradiction') !== true) continue;
    const set = contradictionQuestion(factsFor(answer, state));
    if (set !== undefined) return set;
  }
  return undefined;
}

/** What is expected to be minimal has to be tried itself in any case; so it comes first. */
function guessedSets(
  { state, prior, thoroughness, inFlight }: SearchSituation,
  open: readonly CubeCover[],
): CapabilitySet[] {
  const { answers = ANSWERS } = thoroughness;
  const guesses = answers
    .flatMap((answer) => prior?.[answer].guesses ?? [])
    .map((set) => intersection(set, state.universe));
  return guesses
    .filter((set) => open.some((cover) => cover.statusOf(set) === 'open'))
    .filter((set) => !inFlight.includes(set) && !isTried(state, set))
    .slice(0, 1);
}

function isTried({ trials }: CaseState, set: CapabilitySet): boolean {
  return trials.some(({ observation }) => observation.capabilities === set);
}

function nextOf({ state, circumstances, inFlight }: SearchSituation, cover: CubeCover): CapabilitySet[] {
  // What ended without a verdict is tried again.
  const tried = state.trials.filter(({ verdict }) => isConclusive(verdict));
  return nextSets(cover, {
    slots: circumstances.slots,
    inFlight: [...inFlight, ...state.unsettled],
    tried: tried.map(({ observation }) => observation.capabilities),
  });
}

/** Repeats that the proof will need in any case, for slots that nothing else fills. */
function repeatsAhead({ state, thoroughness, circumstances, inFlight }: SearchSituation, open: readonly CubeCover[]) {
  const confirm = failuresNeeded(state, thoroughness, circumstances.falseFailureRate);
  return mostWanted(open.map((cover) => cubeRepeats(cover, { confirm, seed: thoroughness.seed }, inFlight)));
}
