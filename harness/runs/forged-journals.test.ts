import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { journalText } from '../journal/line.ts';
import { runInProcess } from '../testing/programs/run-in-process.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';
import { derivedRecord, readRun } from './kept-run.ts';
import { readRecord, readUncheckedRecord } from './read-record.ts';
import { writeRecord } from './write-record.ts';

const KEPT = 'results/configurations/google-v1.24.0.warm-cache';

let scratch: Scratch;
let directory: string;
beforeEach(async () => {
  scratch = await openScratch();
  directory = scratch.path('run');
  await cp(KEPT, directory, { recursive: true });
});
afterEach(() => scratch.remove());

describe('a journal that was written anew with its checksums, and a record to fit', () => {
  type Change = (observation: Observation) => Observation;

  /** Changes the first observation of which this is so, and derives the record again. */
  async function forged(isMeant: (observation: Observation) => boolean, change: Change): Promise<string> {
    const { entries } = await readRun(KEPT);
    const index = entries.findIndex(({ event }) => event.type === 'trial-observed' && isMeant(event.observation));
    const now = entries.map((entry, at): JournalEntry => {
      const { event } = entry;
      if (at !== index || event.type !== 'trial-observed') return entry;
      return { ...entry, event: { ...event, observation: change(event.observation) } };
    });
    await rm(join(directory, 'journal.jsonl.gz'), { force: true });
    await writeFile(join(directory, 'journal.jsonl'), journalText(now));
    await writeRecord(directory, await derivedRecord(directory));
    const { exitCode, stdout } = await runInProcess('verify-record', directory);
    return `${exitCode} ${stdout}`;
  }

  const hasFailed = ({ outcome, purpose }: Observation): boolean => outcome.kind === 'failed' && purpose === 'search';
  const wasBuilt = ({ outcome, purpose }: Observation): boolean => outcome.kind === 'built' && purpose === 'search';
  const asIf = async (kind: 'built' | 'failed'): Promise<Observation['outcome']> => {
    const { entries } = await readRun(KEPT);
    for (const { event } of entries) {
      if (event.type === 'trial-observed' && event.observation.outcome.kind === kind) return event.observation.outcome;
    }
    throw new Error(`no trial is ${kind}`);
  };

  it('is accepted where nothing was changed', async () => {
    expect(
      await forged(
        () => false,
        (one) => one,
      ),
    ).toMatch(/^0 The record follows from its \d+ trials/);
  });

  it('shows a failure that became an image by the log', async () => {
    const outcome = await asIf('built');
    const text = await forged(hasFailed, (one) => ({ ...one, outcome }));
    expect(text).toMatch(/^1 The trials are NOT as they were observed:\n {2}the journal, line \d+: trial t\d+ of /);
    expect(text).toContain('it left an image, but its log does not say that one was pushed');
    await expect(readRecord(directory)).rejects.toMatchObject({ code: 'FALSE_RECORD' });
  });

  it('shows an image that became a failure by the log', async () => {
    const outcome = await asIf('failed');
    const text = await forged(wasBuilt, (one) => ({ ...one, outcome }));
    expect(text).toContain('it failed, but its log ends with the image that was pushed');
  });

  it('shows a failure with the exit code of a success', async () => {
    const text = await forged(hasFailed, (one) =>
      one.outcome.kind === 'failed' ? { ...one, outcome: { ...one.outcome, exitCode: 0 } } : one,
    );
    expect(text).toContain('it failed with exit code 0');
  });

  it('shows another set by the kernel, and by what was begun', async () => {
    const isMeant = (one: Observation): boolean => wasBuilt(one) && one.capabilities !== EMPTY_SET;
    const text = await forged(isMeant, (one) => ({ ...one, capabilities: EMPTY_SET }));
    expect(text).toMatch(/its set is 0000000000000000, and CapBnd of the builder was [0-9a-f]{16}/);
    expect(text).toMatch(/its set is 0000000000000000, and it was begun with [0-9a-f]{16}/);
  });

  it('shows another trial by what was begun', async () => {
    expect(await forged(wasBuilt, (one) => ({ ...one, trial: 't9999' }))).toMatch(
      /trial t9999 of \S+: no line before says that it was begun/,
    );
  });

  it('shows nothing where the log was forged as well: only the digest that was kept elsewhere does', async () => {
    const outcome = await asIf('built');
    const { run } = await readUncheckedRecord(KEPT);
    const log = [`time="2026-01-01T00:00:00Z" level=info msg="Pushed registry/image@sha256:${'a'.repeat(64)}"`];
    expect(await forged(hasFailed, (one) => ({ ...one, outcome, log }))).toMatch(/^0 /);
    const expected = ['--expect-digest', `sha256:${run.journalSha256}`];
    expect(await runInProcess('verify-record', directory, ...expected)).toMatchObject({ exitCode: 1 });
  });
});
