import { HarnessError } from '../errors.ts';
import { nearName } from '../text/near-name.ts';
import type { CaseRecord, RunRecord } from './record.ts';

/**
 * The cases of these ids, or all without any.
 *
 * @throws HarnessError UNKNOWN_CASE for an id that the record, which came from `source`, does not have.
 */
export function chosenCases({ cases }: RunRecord, ids: readonly string[], source: string): readonly CaseRecord[] {
  if (ids.length === 0) return cases;
  const known = cases.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    const near = nearName(id, known);
    throw new HarnessError('UNKNOWN_CASE', `There is no case ${id} in ${source}`, {
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    });
  }
  return cases.filter(({ id }) => ids.includes(id));
}
