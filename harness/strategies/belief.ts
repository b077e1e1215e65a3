import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { type CountedSources, casePrior, type PriorQuestion, type PriorSources } from '../priors/case-prior.ts';
import { withWitness } from '../priors/with-witness.ts';
import type { CaseState } from '../proof/case-state.ts';
import { caseWitness } from '../proof/watched/witnessed.ts';
import type { CasePrior } from '../search/picker/prior.ts';
import type { Belief } from './find-all-minimal-sets.ts';

/** What a run guesses from before its own trials: earlier records, and what was counted on others. */
export type GuessSources = Omit<PriorSources, 'without'>;

/**
 * What is believed of a case: anew when the run has found out about another case, and once the kernel was watched while the
 * reference was built.
 */
export function beliefOf(question: PriorQuestion, sources: CountedSources): Belief {
  let known: { readonly findings: number; readonly prior: CasePrior } | undefined;
  return (state) => {
    if (known?.findings !== sources.counted.size) {
      known = { findings: sources.counted.size, prior: casePrior(question, sources) };
    }
    const granted = grantedIn(state);
    return granted === undefined ? known.prior : withWitness(known.prior, granted);
  };
}

/** The capabilities that the kernel granted while the reference was built; undefined where that was not watched. */
export function grantedIn({ trials, universe }: CaseState): CapabilitySet | undefined {
  const observations = trials.map(({ observation }) => observation);
  const witness = caseWitness(observations, universe);
  return witness === null ? undefined : setOfNames(witness.granted);
}
