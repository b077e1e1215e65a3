import type { CapabilitySet } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { casePrior, type PriorSources, type RunFindings } from '../priors/case-prior.ts';
import { withWitness } from '../priors/with-witness.ts';
import type { CasePrior } from '../search/prior.ts';
import type { CaseState } from './case-state.ts';
import type { Belief } from './find-all-minimal-sets.ts';
import type { PreparedCase } from './prepared-case.ts';
import { caseWitness } from './witnessed.ts';

/** What there is to believe from. */
export interface BeliefSources {
  /** Earlier records and what was counted on others. */
  readonly sources: PriorSources;
  /** What this run has found of other cases so far. */
  readonly run: () => RunFindings;
}

/**
 * What is believed of a case: anew when the run has found out about another case, and once the kernel was watched while the
 * reference was built.
 */
export function beliefOf(prepared: PreparedCase, { sources, run }: BeliefSources): Belief {
  let known: { readonly findings: number; readonly prior: CasePrior } | undefined;
  return (state) => {
    const findings = run();
    if (known?.findings !== findings.cases.length) {
      known = { findings: findings.cases.length, prior: priorOf(prepared, { ...sources, run: findings }) };
    }
    const granted = grantedIn(state);
    return granted === undefined ? known.prior : withWitness(known.prior, granted);
  };
}

/** What is believed of a case from its Dockerfile and from what other cases needed. */
export function priorOf({ case: one, universe, context }: PreparedCase, sources: PriorSources): CasePrior {
  const { id: caseId, instructions, baseReferences } = one;
  const builder = sources.run?.builder;
  return casePrior({ caseId, instructions, baseReferences, universe, builder, contextSha256: context.sha256 }, sources);
}

function grantedIn({ trials, universe }: CaseState): CapabilitySet | undefined {
  const observations = trials.map(({ observation }) => observation);
  const witness = caseWitness(observations, universe);
  return witness === null ? undefined : setOfNames(witness.granted);
}
