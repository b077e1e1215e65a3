import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import type { CheckedCase } from '../checked-case.ts';
import type { ChangeInCase } from '../kinds/change-kind.ts';
import type { ReferenceChanged } from '../kinds/reference-changed.ts';
import { caseNames } from './case-names.ts';

/** The longest difference that is told, and how many. */
const LONGEST = 120;
const DIFFERENCES_TOLD = 10;

/** What differs in images with everything granted, each thing once with the cases that it is found in. */
export function imagesLines(changes: readonly ChangeInCase<ReferenceChanged>[]): string[] {
  const found = new Map<string, CheckedCase[]>();
  const untold: CheckedCase[] = [];
  for (const { one, change } of changes) {
    if (change.differences === null) untold.push(one);
    const texts = new Set((change.differences ?? []).map(anyLayer));
    for (const text of texts) found.set(text, [...(found.get(text) ?? []), one]);
  }
  const ordered = [...found].toSorted(([, a], [, b]) => b.length - a.length);
  const more = ordered.length - DIFFERENCES_TOLD;
  return [
    ...(ordered.length === 0 ? [] : ['what differs in the images with everything granted:']),
    ...ordered
      .slice(0, DIFFERENCES_TOLD)
      .map(([text, those]) => `  ${safeText(shorten(text, LONGEST))}: ${caseNames(those)}`),
    ...(more > 0 ? [`  and ${countOf(more, 'further difference')}`] : []),
    ...(untold.length === 0
      ? []
      : [
          `to see what differs in the images of ${caseNames(untold)}, add --prior with the directory of ${proofsText(untold)}`,
        ]),
  ];
}

/** A layer has another number in another Dockerfile, and the difference is the same. */
function anyLayer(text: string): string {
  return text.replace(/\blayer \d+ of \d+/g, 'a layer');
}

function proofsText(cases: readonly CheckedCase[]): string {
  return listText([...new Set(cases.map(({ proof }) => safeText(proof ?? '')))]);
}
