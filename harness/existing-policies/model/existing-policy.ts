import type { Place } from '../../manifest/model/stated.ts';
import type { YamlDocument } from '../../manifest/yaml/read-yaml.ts';
import type { JudgedPod } from './judged-pod.ts';

/** What a rule says to a pod. */
export type RuleAnswer =
  | { readonly verdict: 'admits' }
  /** The pod is none of those that the rule is about. */
  | { readonly verdict: 'not-about-it' }
  | { readonly verdict: 'breaks'; readonly because: string; readonly place?: Place }
  /** It cannot be known from here; `because` says why, in a sentence. */
  | { readonly verdict: 'not-judged'; readonly because: string };

/** One rule of a policy. */
export interface PolicyRule {
  /** As the policy names it, or what it is about. */
  readonly name: string;
  /** Null for a rule of Kubernetes itself. */
  readonly place: Place | null;
  /** What a cluster does with a pod that breaks it: `reports` lets it in. */
  readonly effect: 'denies' | 'reports';
  readonly judge: (pod: JudgedPod) => RuleAnswer;
}

/** A policy that a cluster has. */
export interface ExistingPolicy {
  /** `ClusterPolicy disallow-capabilities`. */
  readonly title: string;
  /** Null for a level of Kubernetes itself. */
  readonly place: Place | null;
  readonly rules: readonly PolicyRule[];
}

/** A kind of policy: how its documents are told from others, and what they say. */
export interface PolicyKind {
  /** As sentences name it. */
  readonly name: string;
  readonly claims: (document: YamlDocument) => boolean;
  /** `all` are the other documents of the same file: one may name another, as a binding names a policy. */
  readonly read: (document: YamlDocument, all: readonly YamlDocument[]) => ExistingPolicy;
}

/** The answer of a rule that admits. */
export const ADMITS: RuleAnswer = { verdict: 'admits' };

/** The answer of a rule that is about other pods. */
export const NOT_ABOUT_IT: RuleAnswer = { verdict: 'not-about-it' };

/** The answer of a rule that is broken. */
export function breaks(because: string, place?: Place): RuleAnswer {
  return place === undefined ? { verdict: 'breaks', because } : { verdict: 'breaks', because, place };
}

/** The answer where the rule cannot be judged. */
export function notJudged(because: string): RuleAnswer {
  return { verdict: 'not-judged', because };
}

/** The one answer of several checks of a pod: what breaks comes first, then what is not judged. */
export function worstOf(answers: readonly RuleAnswer[]): RuleAnswer {
  return (
    answers.find(({ verdict }) => verdict === 'breaks') ??
    answers.find(({ verdict }) => verdict === 'not-judged') ??
    answers.find(({ verdict }) => verdict === 'admits') ??
    ADMITS
  );
}
