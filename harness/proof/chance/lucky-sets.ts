import { type CapabilitySet, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { UNKNOWN_PROGRAM } from '../../vocabulary/capability-checks.ts';
import type { CaseState } from '../case-state.ts';
import type { Certainty } from '../certainty.ts';

/** The capability that the kernel does without in silence: it takes a bit away, and refuses nothing. */
const SILENT = setOf('FSETID');

/** How many of them are built again: a case may have hundreds. */
const MOST_SETS = 4;

/**
 * The minimal sets to build again because a build of them may have been lucky: what is lost comes and goes, and it stayed. That is
 * possible where a program of the Dockerfile asks for the capability that is withheld in silence, and the set does without; and where
 * several sets are said to be enough while others lose something, for a lucky set looks like an alternative. Once for each build that is due.
 */
export function luckySetsDue(
  state: CaseState,
  { buildsThatExclude = 0 }: Pick<Certainty, 'buildsThatExclude'>,
): CapabilitySet[] {
  const { passing, complete } = state.faithful;
  if (!complete || buildsThatExclude === 0) return [];
  const areAlternatives = passing.length > 1 && state.trials.some(({ verdict }) => verdict.kind === 'degraded');
  const isAsked = asksInSilence(state);
  const lucky = passing.filter((set) => areAlternatives || (isAsked && !isSubset(SILENT, set)));
  return lucky.slice(0, MOST_SETS).flatMap((set) => {
    const own = state.trials.filter(
      ({ observation, verdict }) => observation.capabilities === set && verdict.kind === 'faithful',
    );
    return Array.from({ length: Math.max(0, buildsThatExclude - own.length) }, () => set);
  });
}

/** Whether a program other than the builder was seen to ask for it in any build. */
function asksInSilence({ trials, universe }: CaseState): boolean {
  if (!isSubset(SILENT, universe)) return false;
  return trials.some(({ observation: { witness, evidence } }) => {
    const builder = evidence?.name;
    const asked = witness?.checks.filter(({ capability }) => capability === 'FSETID') ?? [];
    return builder !== undefined && asked.some(({ program }) => program !== builder && program !== UNKNOWN_PROGRAM);
  });
}
