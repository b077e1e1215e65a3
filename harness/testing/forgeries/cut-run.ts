import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { resealed } from '../examples/resealed.ts';
import { runInProcess } from '../programs/run-in-process.ts';

/** What a line of a journal says, as it stands in JSON. */
export interface RawEntry {
  at: string;
  // biome-ignore lint/suspicious/noExplicitAny: a forger changes whatever he likes.
  event: any;
}

/** Cuts one case of a committed run out of it: a small run of which each line was measured on a real executor. */
export async function cutRun(source: string, id: string, directory: string): Promise<void> {
  const lines = gunzipSync(await readFile(join(source, 'journal.jsonl.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  const own = lines
    .map((line): RawEntry => JSON.parse(line))
    .filter(({ event }) => event.case === undefined || event.case === id);
  const question = own[0]?.event.plan.question;
  question.cases = question.cases.filter((one: { id: string }) => one.id === id);
  await mkdir(join(directory, 'fingerprints'), { recursive: true });
  for (const name of imagesIn(own)) {
    const file = join('fingerprints', `${name}.json.gz`);
    await cp(join(source, file), join(directory, file));
  }
  await writeEntries(directory, own);
  await deriveAnew(directory);
}

/** The digests under which a journal names images. */
export function imagesIn(entries: readonly RawEntry[]): Set<string> {
  return new Set(entries.flatMap(({ event }) => event.observation?.outcome.fingerprint ?? []));
}

/** What the lines of a run's journal say. */
export async function readEntries(directory: string): Promise<RawEntry[]> {
  const text = await readFile(join(directory, 'journal.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Writes a journal whose chain is whole, whatever its lines say. */
export async function writeEntries(directory: string, entries: readonly RawEntry[]): Promise<void> {
  const lines = entries.map((entry) => JSON.stringify(entry));
  await writeFile(join(directory, 'journal.jsonl'), resealed(lines, []));
}

/** Writes the record that follows from what is there. */
export async function deriveAnew(directory: string): Promise<void> {
  const { exitCode, stderr } = await runInProcess('verify-record', '--write', directory);
  if (exitCode !== 0) throw new Error(stderr);
}
