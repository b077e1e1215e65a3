import type { CaseRecord } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';

/** What was not compared in a case, a line each; beyond `most` it is counted, for where a build is not reproducible it is much. */
export function maskedLines({ masked }: Pick<CaseRecord, 'masked'>, most: number): string[] {
  const more = masked.length - most;
  return [
    ...masked.slice(0, most).map(({ text }) => `${NOT_COMPARED}: ${safeText(text)}`),
    ...(more > 0 ? [`and ${countOf(more, 'more thing')} not compared`] : []),
  ];
}

/** What stands before a thing that is left out of the comparison. */
const NOT_COMPARED = 'not compared, because it varies even with everything granted';
