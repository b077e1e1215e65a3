import { HarnessError } from '../errors.ts';
import { suggestion } from '../suggestion.ts';
import type { CaseRecord, RunRecord } from './record.ts';

/**
 * The cases of these ids, or all without any.
 *
 * @throws HarnessError  for an id that the record, which came from `source`, does not have.
 */
export function chosenCases({ cases }: RunRecord, ids: readonly string[], source: string): readonly CaseRecord[] {
  if (ids.length === 0) return cases;
  const known = cases.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new HarnessError('UNKNOWN_CASE', `There is no case ${id} in ${source}`, {
      ...suggestion(id, known),
    });
  }
  return cases.filter(({ id }) => ids.includes(id));
}
