import { type Mask, varyingNameTexts } from '../../image/compare/mask.ts';
import type { CaseRecord } from '../../record/record.ts';

/** What a mask leaves out, as a record states it. */
export function maskedPlaces(mask: Mask): CaseRecord['masked'] {
  const names = varyingNameTexts(mask).map(({ path, text }) => ({ layer: -1, path, field: 'presence', text }));
  return [...names, ...mask.entries.map(({ layer, path, field, text }) => ({ layer, path, field, text }))];
}
