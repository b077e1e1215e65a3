import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord } from '../cli/read-record.ts';
import { readJournal } from '../journal/journal.ts';
import type { RunRecord } from '../record/record.ts';
import { eventsOf } from './kept-run.ts';

/** The committed records, with the instructions of each case even where the record itself is older than that field. */
export async function recordedRuns(): Promise<RunRecord[]> {
  const found = await readdir('results', { withFileTypes: true });
  const names = found.filter((entry) => entry.isDirectory() && !entry.name.startsWith('run-')).map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readRun(join('results', name))));
}

async function readRun(directory: string): Promise<RunRecord> {
  const record = await readRecord(directory);
  const plans = new Map(eventsOf(await readJournal(directory), 'case-planned').map((plan) => [plan.case, plan]));
  const cases = record.cases.map((one) => ({ ...one, instructions: [...(plans.get(one.id)?.instructions ?? [])] }));
  return { ...record, cases };
}
