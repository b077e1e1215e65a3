import { safeText, shorten } from '../text/plain-text.ts';
import type { PolicyJudgement, PolicyVerdict, RuleJudgement } from './judge.ts';
import type { ExistingPolicy } from './model/existing-policy.ts';

/** How a verdict is told. */
export const VERDICT_WORDS: Readonly<Record<PolicyVerdict, string>> = {
  admits: 'admitted',
  breaks: 'DENIED',
  reported: 'breaks it, and is only reported',
  'not-judged': 'not judged',
  'not-about-it': 'admitted: the policy is not about it',
};

/** A policy with its place: `ClusterPolicy no-root (policies.yaml:3)`. */
export function policyText({ title, place }: ExistingPolicy): string {
  return place === null ? title : `${safeText(title)} (${safeText(place.file)}:${place.line})`;
}

const LONGEST_REASON = 300;

/** The rules that decide a verdict, a line each, with the place of the rule and the reason. */
export function judgementLines({ told }: PolicyJudgement): string[] {
  return told.map(({ rule, answer }) => {
    const place = placeOf({ rule, answer });
    const because = 'because' in answer ? shorten(safeText(answer.because), LONGEST_REASON) : '';
    const verdict = answer.verdict === 'not-judged' ? 'not judged: ' : '';
    return `${safeText(rule.name)}${place}: ${verdict}${because}`;
  });
}

function placeOf({ rule, answer }: RuleJudgement): string {
  const place = answer.verdict === 'breaks' ? (answer.place ?? rule.place) : rule.place;
  return place === null ? '' : `, line ${place.line}`;
}

/** Why a policy denies a pod; empty where it does not. */
export function deniedWords(judgement: PolicyJudgement): string[] {
  if (judgement.verdict !== 'breaks') return [];
  const denied = judgement.told.filter(({ rule, answer }) => answer.verdict === 'breaks' && rule.effect === 'denies');
  return judgementLines({ ...judgement, told: denied });
}
