import { NOT_ABOUT_IT, notJudged, type RuleAnswer } from './existing-policy.ts';

/** Whether a rule is about a pod; `unknown` says on what that depends, as a clause: `only in the namespace builds`. */
export type Match = 'yes' | 'no' | { readonly unknown: string };

/** Whether all of these hold. */
export function allOf(matches: readonly Match[]): Match {
  if (matches.includes('no')) return 'no';
  return matches.find((one) => typeof one === 'object') ?? 'yes';
}

/** Whether one of these holds; not if there are none. */
export function anyOf(matches: readonly Match[]): Match {
  if (matches.includes('yes')) return 'yes';
  return matches.find((one) => typeof one === 'object') ?? 'no';
}

/** The opposite. */
export function notOf(match: Match): Match {
  if (typeof match === 'object') return match;
  return match === 'yes' ? 'no' : 'yes';
}

/** Whether a known truth holds. */
export function matchIf(holds: boolean): Match {
  return holds ? 'yes' : 'no';
}

/** The answer of a rule to a pod that it is perhaps not about: a pod that meets it is admitted all the same. */
export function answerWhere(match: Match, answer: () => RuleAnswer): RuleAnswer {
  if (match === 'no') return NOT_ABOUT_IT;
  const given = answer();
  if (match === 'yes' || given.verdict !== 'breaks') return given;
  return notJudged(`It breaks the rule where that applies: ${match.unknown}. ${given.because}`);
}

/** Whether a text fits a pattern with `*` and `?`. */
export function isLike(text: string, pattern: string): boolean {
  let [at, star, from, index] = [0, -1, 0, 0];
  while (index < text.length) {
    if (pattern[at] === '*') [star, from, at] = [at, index, at + 1];
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index]))
      [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, from, index] = [star + 1, from + 1, from + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
