import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import type { PolicyPart } from './policy-part.ts';
import type { PolicyTarget } from './policy-target.ts';
import type { Serving } from './serving.ts';

/** A capability set that a record shows to serve, and what a policy may say of it. */
export interface Policy {
  readonly record: RunRecord;
  /** What "serves" means: the same image, or exit code 0 alone. */
  readonly answer: Answer;
  /** The cases that it is for. */
  readonly cases: readonly CaseRecord[];
  /** The set that serves them, and that is granted. */
  readonly set: CapabilitySet;
  /** How each case is known to be served, in the order of the cases. */
  readonly servings: readonly Serving[];
  /** Other smallest sets that serve the same cases; empty where the set was asked for. */
  readonly alternatives: readonly CapabilitySet[];
  /** What of an asked-for set the cases do not need; empty where nobody asked for a set, or where that is not known. */
  readonly excess: CapabilitySet;
  /** Which of several policies it is; null where it is the only one. */
  readonly part: PolicyPart | null;
  /** The words of a command line that choose the same set and cases: `--case`, `copy-chown`. */
  readonly chosenBy: readonly string[];
  /** Where it is to be used. */
  readonly target: PolicyTarget;
  /** Whether it is for builds whose own manifests state their flags, variables and caches, so that these may differ. @default false */
  readonly grantsAlone?: boolean;
}

/** A name in a manifest: that of several policies is followed by the part that each is for. */
export function nameFor({ part }: Pick<Policy, 'part'>, name: string): string {
  return part === null ? name : `${name}-${part.slug}`;
}
