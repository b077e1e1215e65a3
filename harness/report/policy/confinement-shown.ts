import { isSubset } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { isKnownToHurt } from '../../record/answer-cover.ts';
import type { CaseRecord } from '../../record/record.ts';
import { outcomeOf } from '../../vocabulary/verdict.ts';
import type { Policy } from './policy.ts';

/** What trials say of a confinement beside the set of a policy. */
export type ConfinementEvidence =
  /** Every case is served under it. */
  | { readonly kind: 'shown'; readonly trials: readonly string[] }
  /** These cases were not tried under it, or their trials reached no verdict. */
  | { readonly kind: 'not-tried'; readonly cases: readonly CaseRecord[] }
  /** These cases are not served under it. */
  | { readonly kind: 'breaks'; readonly cases: readonly CaseRecord[]; readonly trials: readonly string[] };

/** Whether the cases were served while the builder's process could gain no privilege by execve. */
export function noNewPrivilegesShown(policy: Policy): ConfinementEvidence {
  // Then every trial had it.
  if (policy.cases.length > 0 && policy.cases.every(({ configuration }) => configuration.noNewPrivileges)) {
    const trials = policy.servings.flatMap(({ one, basis }) => basis.trials.map((id) => `${one.id}/${id}`));
    return { kind: 'shown', trials };
  }
  const judged = policy.cases.map((one) => ({ one, ...outcomeUnder(one, policy) }));
  const failing = judged.filter(({ outcome }) => outcome === 'fail');
  const cited = (those: typeof judged): string[] =>
    those.flatMap(({ one, trials }) => trials.map((id) => `${one.id}/${id}`));
  if (failing.length > 0) return { kind: 'breaks', cases: failing.map(({ one }) => one), trials: cited(failing) };
  const open = judged.filter(({ outcome }) => outcome === undefined);
  if (open.length > 0) return { kind: 'not-tried', cases: open.map(({ one }) => one) };
  return { kind: 'shown', trials: cited(judged) };
}

interface OutcomeUnder {
  readonly outcome: 'pass' | 'fail' | undefined;
  readonly trials: readonly string[];
}

/**
 * The trials of the very set decide; else, unless more capabilities hurt, one of a set within it that was served; else what a
 * set within it failed for, though the larger one may yet serve.
 */
function outcomeUnder(one: CaseRecord, { answer, set }: Policy): OutcomeUnder {
  const tried = one.variations
    .filter(({ variation }) => variation === 'no-new-privileges')
    .flatMap(({ sets }) => sets)
    .map((entry) => ({
      within: setOfNames(entry.set),
      outcome: outcomeOf(entry.verdict, answer),
      trials: entry.trials,
    }))
    .filter(({ within, outcome }) => isSubset(within, set) && outcome !== undefined);
  const own = tried.find(({ within }) => within === set);
  if (own === undefined && isKnownToHurt(one, answer)) return { outcome: undefined, trials: [] };
  return own ?? tried.find(({ outcome }) => outcome === 'pass') ?? tried[0] ?? { outcome: undefined, trials: [] };
}

/** Whether every trial that proves the policy ran under the engine's default seccomp profile. */
export function defaultSeccompShown({ record, servings }: Policy): boolean {
  return (
    record.environment.seccomp === 'default' &&
    servings.every(({ one, basis }) => {
      if (one.configuration.seccomp !== 'default') return false;
      const proving = one.trials.all.filter(({ id }) => basis.trials.includes(id));
      return proving.length > 0 && proving.every(({ seccomp }) => seccomp === FILTERED);
    })
  );
}

/** What `/proc/<pid>/status` shows of a process whose system calls a filter decides (proc_pid_status(5)). */
const FILTERED = 2;
