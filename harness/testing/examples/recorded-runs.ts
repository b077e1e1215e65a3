import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../record/record.ts';
import { readUncheckedRecord } from '../../runs/read-record.ts';

/** Holds records of other configurations than the usual one: they are examples, and count for nothing. */
const OTHER_CONFIGURATIONS = 'configurations';

/** The committed records of the usual configuration. */
export async function recordedRuns(): Promise<RunRecord[]> {
  const found = await readdir('results', { withFileTypes: true });
  const names = found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('run-') && entry.name !== OTHER_CONFIGURATIONS)
    .map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readUncheckedRecord(join('results', name))));
}
