import { closest } from 'fastest-levenshtein';
import { HarnessError } from '../errors.ts';
import type { CaseRecord, RunRecord } from './record.ts';

/**
 * The cases of these ids, or all without any.
 *
 * @throws HarnessError BAD_INPUT for an id that the record, which came from `source`, does not have.
 */
export function chosenCases({ cases }: RunRecord, ids: readonly string[], source: string): readonly CaseRecord[] {
  if (ids.length === 0) return cases;
  const known = cases.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new HarnessError('BAD_INPUT', `There is no case ${id} in ${source}`, {
      ...(known.length === 0 ? {} : { hint: `Did you mean ${closest(id, known)}?` }),
    });
  }
  return cases.filter(({ id }) => ids.includes(id));
}
