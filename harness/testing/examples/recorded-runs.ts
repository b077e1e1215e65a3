import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../record/record.ts';
import { readRecord } from '../../runs/read-record.ts';

/** The committed records. */
export async function recordedRuns(): Promise<RunRecord[]> {
  const found = await readdir('results', { withFileTypes: true });
  const names = found.filter((entry) => entry.isDirectory() && !entry.name.startsWith('run-')).map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readRecord(join('results', name))));
}
