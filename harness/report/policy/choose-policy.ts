import { type CapabilitySet, compareSets, namesOf } from '../../capabilities/capability-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { podSecurityLevel } from './pod-security-level.ts';
import type { Policy } from './policy.ts';
import { type NotServed, type Serving, servingOf } from './serving.ts';

/** What a policy is wanted for. */
export interface PolicyRequest {
  readonly cases: readonly CaseRecord[];
  readonly answer: Answer;
  /** The sets to choose from: the one that was asked for, or all smallest ones that serve the cases together. */
  readonly candidates: readonly CapabilitySet[];
}

/** What follows from the record and the request alone. */
type ChosenPolicy = Omit<Policy, 'excess' | 'part' | 'chosenBy' | 'target'>;

/** Why a set is refused. */
export interface Refusal {
  readonly set: CapabilitySet;
  /** The cases that it breaks, and those of which the record does not tell. */
  readonly obstacles: readonly NotServed[];
}

/**
 * Takes the first candidate that the record shows to serve every case: one that fits the Pod Security Standard "baseline"
 * before others, then the smallest, then in kernel order. Gives the refusal of the first candidate if none is shown to.
 */
export function choosePolicy(
  record: RunRecord,
  { cases, answer, candidates }: PolicyRequest,
): { readonly policy: ChosenPolicy } | { readonly refused: Refusal | undefined } {
  const judged = candidates
    .toSorted((a, b) => beyondBaseline(a) - beyondBaseline(b) || compareSets(a, b))
    .map((set) => ({ set, results: cases.map((one) => servingOf(one, answer, set)) }));
  const serving = judged.flatMap(({ set, results }) => (results.every(serves) ? [{ set, servings: results }] : []));
  const [chosen, ...others] = serving;
  if (chosen === undefined) {
    const [first] = judged;
    return { refused: first && { set: first.set, obstacles: first.results.filter((result) => !serves(result)) } };
  }
  return { policy: { record, answer, cases, ...chosen, alternatives: others.map(({ set }) => set) } };
}

/** 0 for what baseline admits, else 1. */
function beyondBaseline(set: CapabilitySet): number {
  return podSecurityLevel(namesOf(set)).level === 'baseline' ? 0 : 1;
}

function serves(result: Serving | NotServed): result is Serving {
  return result.kind === 'serves';
}
