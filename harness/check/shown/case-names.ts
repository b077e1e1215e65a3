import { safeText } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import type { CheckedCase } from '../checked-case.ts';

/** How many cases are told by their names before the rest is counted. */
const CASES_TOLD = 10;

/** Cases by their names, as far as a person reads them. */
export function caseNames(cases: readonly Pick<CheckedCase, 'id'>[]): string {
  const ids = cases.map(({ id }) => safeText(id));
  const more = ids.length - CASES_TOLD;
  return more > 1 ? `${ids.slice(0, CASES_TOLD).join(', ')} and ${more} more` : listText(ids);
}
