import { needFor } from '../../../record/answer-cover.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { excludingCases } from '../../../search/ledger/profile.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { listText } from '../../../text/set-text.ts';
import type { Answer } from '../../../vocabulary/answer.ts';

/** How many cases are named before the rest is counted. */
const NAMED = 4;

/**
 * Which cases exclude each other, where no set works for all of them: each works, but what one needs hurts another. Undefined
 * where some set works for all. Cases without an answer are left out.
 */
export function exclusionText(cases: readonly CaseRecord[], answer: Answer): string | undefined {
  const answered = cases.filter((one) => one[answer].minimalSets.length > 0);
  const excluding = excludingCases(answered.map((one) => needFor(one, answer)));
  if (excluding === undefined) return undefined;
  const names = answered.filter((_, index) => excluding.includes(index)).map(({ id }) => safeText(id));
  const which = names.length === 2 ? 'both' : 'all of';
  return `no set works for ${which} ${namedText(names)}: what one needs hurts another`;
}

function namedText(names: readonly string[]): string {
  const more = names.length - NAMED;
  return listText([...names.slice(0, NAMED), ...(more > 0 ? [countOf(more, 'more case')] : [])]);
}
