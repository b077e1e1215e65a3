import { POPULAR_FIVE } from '../../capabilities/universe.ts';
import type { RunRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { type Implication, implied } from '../recorded-sets.ts';

/** What the findings say of the five capabilities that people copy. */
export function popularListText(record: RunRecord): string[] {
  const answered = record.cases.filter((one) => one.faithful.minimalSets.length > 0);
  const judged = answered.map((one) => ({ id: one.id, implication: implied(one, POPULAR_FIVE) }));
  const those = (implication: Implication): string[] =>
    judged.filter((one) => one.implication === implication).map(({ id }) => safeText(id));
  const [degraded, failing] = [those('degraded'), those('fails')];
  if (degraded.length + failing.length === 0) return [];
  const told = [
    `serves ${those('faithful').length} of ${countOf(answered.length, 'case')}`,
    ...(degraded.length === 0 ? [] : [`loses something silently in ${degraded.join(', ')}`]),
    ...(failing.length === 0 ? [] : [`fails in ${failing.join(', ')}`]),
  ];
  return [`the popular list CHOWN DAC_OVERRIDE FOWNER SETGID SETUID ${told.join('; ')}`];
}
