import type { ExistingPolicy, PolicyRule, RuleAnswer } from './model/existing-policy.ts';
import type { JudgedPod } from './model/judged-pod.ts';

/** What a policy says to a pod. `reported`: a rule is broken, and the cluster lets the pod in and reports it. */
export type PolicyVerdict = 'admits' | 'breaks' | 'reported' | 'not-judged' | 'not-about-it';

/** The answer of a rule, with the rule. */
export interface RuleJudgement {
  readonly rule: PolicyRule;
  readonly answer: RuleAnswer;
}

/** What a policy says to a pod, and the rules that decide it. */
export interface PolicyJudgement {
  readonly policy: ExistingPolicy;
  readonly verdict: PolicyVerdict;
  /** The rules that are broken or could not be judged. */
  readonly told: readonly RuleJudgement[];
}

/** Holds a pod against a policy. Nothing that was not judged counts as admitted. */
export function judgePod(policy: ExistingPolicy, pod: JudgedPod): PolicyJudgement {
  const judged = policy.rules.map((rule) => ({ rule, answer: rule.judge(pod) }));
  const verdicts = judged.map(({ rule, answer }) => verdictOf(rule, answer));
  return {
    policy,
    verdict:
      ORDER.find((verdict) => verdicts.includes(verdict)) ??
      (policy.rules.length === 0 ? EMPTY[policy.place === null ? 'level' : 'file'] : 'admits'),
    told: judged.filter(({ answer: { verdict } }) => verdict === 'breaks' || verdict === 'not-judged'),
  };
}

/** The level `privileged` has no rules and admits everything; a policy without rules is about something else. */
const EMPTY = { level: 'admits', file: 'not-about-it' } as const;

function verdictOf({ effect }: PolicyRule, { verdict }: RuleAnswer): PolicyVerdict {
  return verdict === 'breaks' && effect === 'reports' ? 'reported' : verdict;
}

/** The worst first. */
const ORDER: readonly PolicyVerdict[] = ['breaks', 'not-judged', 'reported', 'admits', 'not-about-it'];
