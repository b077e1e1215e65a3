import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromMask } from '../capabilities/capability-set.ts';
import type { RunEvent } from '../vocabulary/run-event.ts';
import { holdsRun, openJournal, readJournal } from './journal.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const intent = fc
  .record({ trial: fc.string(), container: fc.string(), mask: fc.bigInt({ min: 0n, max: (1n << 41n) - 1n }) })
  .map(
    ({ trial, container, mask }): RunEvent => ({
      type: 'trial-intended',
      case: 'a case\nwith "odd" characters \u2028',
      trial,
      container,
      capabilities: fromMask(mask),
      variation: null,
    }),
  );

async function write(events: readonly RunEvent[]): Promise<void> {
  const { journal } = await openJournal(directory);
  await Promise.all(events.map((event) => journal.append(event)));
  await journal.close();
}

const file = (): string => join(directory, 'journal.jsonl');

describe('a journal', () => {
  it('is no file while nothing was written into it, unless there was one', async () => {
    await write([]);
    await expect(readFile(file())).rejects.toThrow('ENOENT');
    await writeFile(file(), '');
    await write([]);
    expect(await readFile(file(), 'utf8')).toBe('');
  });

  it('gives back what was appended, in order, also by several processes one after another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(intent, { minLength: 1 }), fc.array(intent), async (first, second) => {
        await rm(file(), { force: true });
        await write(first);
        await write(second);
        const entries = await readJournal(directory);
        expect(entries.map(({ event }) => event)).toEqual([...first, ...second]);
      }),
      { numRuns: 30 },
    );
  });

  it('loses at most the last event when it is cut short anywhere, and can be gone on with', async () => {
    const events = fc.sample(intent, { numRuns: 4, seed: 7 });
    await write(events);
    const whole = await readFile(file());
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
    for (let length = ends[0] ?? 0; length < whole.length; length += 13) {
      await writeFile(file(), whole);
      await truncate(file(), length);
      const { journal, entries } = await openJournal(directory);
      await journal.append(events[0] as RunEvent);
      await journal.close();
      const kept = ends.filter((end) => end <= length).length;
      expect(entries.map(({ event }) => event)).toEqual(events.slice(0, kept));
      expect((await readJournal(directory)).length).toBe(kept + 1);
    }
  });

  it('drops a last line that is whole in length only', async () => {
    const [first, second] = fc.sample(intent, { numRuns: 2, seed: 1 }) as [RunEvent, RunEvent];
    await write([first]);
    await appendFile(file(), `${'\0'.repeat(40)}\n`);
    await write([second]);
    expect((await readJournal(directory)).map(({ event }) => event)).toEqual([first, second]);
  });

  it('refuses a line that was altered, naming it', async () => {
    await write(fc.sample(intent, { numRuns: 3, seed: 3 }));
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace('"trial-intended"', '"trial-intendeD"'));
    await expect(openJournal(directory)).rejects.toThrow(/journal\.jsonl, line 1: the line was changed/);
  });

  it('that was killed within its first line is none, so that its directory can be used', async () => {
    await write(fc.sample(intent, { numRuns: 1, seed: 3 }));
    await truncate(file(), 100);
    expect(await holdsRun(directory)).toBe(false);
    await expect(readJournal(directory)).rejects.toThrow(/There is no run in/);
    const { journal, entries } = await openJournal(directory);
    await journal.close();
    expect(entries).toEqual([]);
  });

  it('says so when a directory holds none', async () => {
    await expect(readJournal(directory)).rejects.toThrow(/There is no run in/);
  });

  it('is read when it is archived, but not gone on with', async () => {
    const events = fc.sample(intent, { numRuns: 3, seed: 5 });
    await write(events);
    await writeFile(`${file()}.gz`, gzipSync(await readFile(file())));
    await rm(file());
    expect((await readJournal(directory)).map(({ event }) => event)).toEqual(events);
    await expect(openJournal(directory)).rejects.toThrow(/is archived/);
  });
});

describe('a journal that cannot be kept', () => {
  it('takes no line once its file was removed: nobody would find it again', async () => {
    const [event] = fc.sample(intent, { numRuns: 1, seed: 1 }) as [RunEvent];
    const { journal } = await openJournal(directory);
    await journal.append(event);
    await rm(file());
    await expect(journal.append(event)).rejects.toMatchObject({
      code: 'JOURNAL_NOT_WRITTEN',
      message: expect.stringContaining('removed during the run'),
      hint: expect.stringContaining('--out'),
    });
    await journal.close();
  });

  it('is an error with a way out where it cannot be opened', async () => {
    await expect(openJournal(join(directory, 'absent'))).rejects.toMatchObject({
      code: 'JOURNAL_NOT_WRITTEN',
      hint: expect.any(String),
    });
  });
});
