import { relative, resolve } from 'node:path';
import type { RunRecord } from '../record/record.ts';

/** The record with the paths of its cases as they are typed in `here`; a record keeps them as they were where its run began. */
export function withPathsFrom(record: RunRecord, begunIn: string, here: string): RunRecord {
  if (begunIn === here) return record;
  const fromHere = (path: string): string => relative(here, resolve(begunIn, path)) || '.';
  return {
    ...record,
    cases: record.cases.map((one) => ({
      ...one,
      path: fromHere(one.path),
      dockerfile: fromHere(one.dockerfile),
    })),
  };
}
