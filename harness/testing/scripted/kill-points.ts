import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCases } from '../../discovery/run-cases.ts';
import type { OwnedObject } from '../../engine/port.ts';
import type { RunRecord } from '../../record/record.ts';
import { type ScriptedRun, type ScriptedRunOptions, scriptedRun } from './scripted-run.ts';

/** What a run had written and made when it was killed. */
export interface KillPoint {
  /** What of the journal is on disk. */
  readonly journal: Buffer;
  /** How many whole lines that is. */
  readonly lines: number;
  /** How the rest of it came about. */
  readonly tail: string;
  readonly objects: readonly OwnedObject[];
  /** Files besides the journal and the fingerprints that it names, by their path in the directory. */
  readonly files: Readonly<Record<string, Buffer>>;
}

/** A run that went to its end while somebody looked on. */
export interface ObservedRun {
  readonly record: RunRecord;
  readonly journal: Buffer;
  /** What was on the engine after each change, and how much of the journal was on disk then. */
  readonly states: readonly { readonly bytes: number; readonly objects: readonly OwnedObject[] }[];
  /** By their name in `fingerprints/`. */
  readonly fingerprints: Readonly<Record<string, Buffer>>;
}

/** No process has this number. */
const DEAD = 2 ** 22 + 1;

/** Thousands of events are synced: in memory, where there is a place for that, it takes no time. */
const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Runs to the end what a kill point left, or from the beginning. */
export async function observeRun(
  options: ScriptedRunOptions,
  killed?: KillPoint,
): Promise<ObservedRun & { run: ScriptedRun }> {
  const states: { bytes: number; objects: readonly OwnedObject[] }[] = [];
  let file = '';
  const changed = (objects: readonly OwnedObject[]): void => {
    states.push({ bytes: statSync(file, { throwIfNoEntry: false })?.size ?? 0, objects });
  };
  const run = await scriptedRun({
    within: QUICK,
    ...options,
    world: { ...options.world, left: killed?.objects ?? [], changed },
  });
  const { directory } = run.settings;
  file = join(directory, 'journal.jsonl');
  if (killed !== undefined) await writeState(directory, killed);
  const record = await runCases(run.settings);
  const journal = await readFile(file);
  return { run, record, journal, states, fingerprints: await fingerprintsOf(directory, journal) };
}

async function writeState(directory: string, { journal, files }: KillPoint): Promise<void> {
  await mkdir(join(directory, 'fingerprints'), { recursive: true });
  await writeFile(join(directory, 'journal.jsonl'), journal);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

async function fingerprintsOf(directory: string, journal: Buffer): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const digest of digestsIn(journal)) {
    files[`fingerprints/${digest}.json.gz`] = await readFile(join(directory, 'fingerprints', `${digest}.json.gz`));
  }
  return files;
}

/** The fingerprints that a journal, or a part of it, names. */
function digestsIn(journal: Buffer): Set<string> {
  return new Set(
    [...journal.toString('latin1').matchAll(/"fingerprint":"([0-9a-f]{64})"/g)].map(([, name]) => name ?? ''),
  );
}

/** Every state in which a kill can leave a run: all that was on the engine, and every kind of last line, at every line. */
export function* killPointsOf(seen: ObservedRun): Generator<KillPoint> {
  const ends = [0, ...[...seen.journal.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index + 1] : []))];
  for (const [lines, start] of ends.entries()) {
    const next = ends[lines + 1] ?? start;
    const whole = { lines, journal: seen.journal.subarray(0, start) };
    const files = { ...filesAt(seen, whole.journal), lock: Buffer.from(`${DEAD}\n`) };
    const objects = objectsAt(seen, start, next);
    for (const state of objects) yield { ...whole, tail: 'none', objects: state, files };
    const [left = []] = objects.toReversed();
    for (const [tail, bytes] of tailsOf(seen.journal.subarray(start, next))) {
      yield { ...whole, tail, journal: Buffer.concat([whole.journal, bytes]), objects: left, files };
    }
    for (const [tail, more] of strayFiles(seen, start, next)) {
      yield { ...whole, tail, objects: left, files: { ...files, ...more } };
    }
  }
}

function filesAt({ fingerprints }: ObservedRun, journal: Buffer): Record<string, Buffer> {
  const named = digestsIn(journal);
  return Object.fromEntries(Object.entries(fingerprints).filter(([name]) => named.has(name.slice(13, 77))));
}

/** What was on the engine at some time while the journal ended here, beginning with what was there before. */
function objectsAt({ states }: ObservedRun, start: number, next: number): readonly (readonly OwnedObject[])[] {
  const before = states.findLast(({ bytes }) => bytes < start)?.objects ?? [];
  const meanwhile = states.filter(({ bytes }) => bytes >= start && (bytes < next || next === start));
  const sets = [before, ...meanwhile.map(({ objects }) => objects)].map((objects) => objects.map(asLeft));
  return [...new Map(sets.map((objects) => [objects.map(({ name }) => name).join(), objects])).values()];
}

/** The same of a process that no longer lives. */
function asLeft(object: OwnedObject): OwnedObject {
  if (object.ownership === null) return object;
  return { ...object, ownership: { ...object.ownership, process: { ...object.ownership.process, pid: DEAD } } };
}

/** What a kill, or a power failure, leaves of a line. */
function tailsOf(line: Buffer): [kind: string, bytes: Buffer][] {
  if (line.length === 0) return [];
  const zeros = Buffer.alloc(line.length - 1);
  return [
    ['its first byte', line.subarray(0, 1)],
    ['half of it', line.subarray(0, line.length >> 1)],
    ['all but its last character', line.subarray(0, -2)],
    ['all but the end of the line', line.subarray(0, -1)],
    ['nothing in its place', zeros],
    ['nothing in its place, and the end of the line', Buffer.concat([zeros, Buffer.from('\n')])],
    [
      'half of it, and the end of the line',
      Buffer.concat([line.subarray(0, line.length >> 1), zeros.subarray(line.length >> 1), Buffer.from('\n')]),
    ],
  ];
}

/** What a kill leaves beside the journal: an image before the trial that built it is noted, and files that were being written. */
function strayFiles(
  { fingerprints, journal }: ObservedRun,
  start: number,
  next: number,
): [string, Record<string, Buffer>][] {
  const [coming] = digestsIn(journal.subarray(start, next));
  const stray: [string, Record<string, Buffer>][] = [
    ['a lock that was being made', { [`lock.${DEAD}`]: Buffer.from(`${DEAD}\n`) }],
    ['a record that was being written', { 'record.json.part': Buffer.from('{"schemaVersion": 1, ') }],
  ];
  const name = `fingerprints/${coming}.json.gz`;
  const content = fingerprints[name];
  if (content === undefined) return stray;
  return [
    ...stray,
    ['an image that no trial names yet', { [name]: content }],
    ['an image that was being written', { [`${name}.part`]: content.subarray(0, content.length >> 1) }],
  ];
}
