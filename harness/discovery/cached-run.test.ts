import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import { isSubset, setOf } from '../capabilities/capability-set.ts';
import type { CacheWish } from '../corpus/configuration/configure.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import { type ScriptedBuilds, type ScriptedRun, scriptedRun } from '../testing/scripted/scripted-run.ts';
import { runCases } from './run-cases.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');
const DENIED = { ending: { exitCode: 1 }, output: 'operation not permitted' };

/** Whether a trial has these capabilities. */
function has({ capabilities }: Parameters<ScriptedBuilds>[0], ...names: readonly Capability[]): boolean {
  return isSubset(setOf(...names), capabilities);
}

/** A layer from the cache is unpacked with CHOWN; a command is run with FOWNER, and silently loses something without FSETID. */
const CACHING: ScriptedBuilds = (trial, _, image) => {
  const { found, keep } = image.cache;
  if (found !== undefined) return has(trial, 'CHOWN') ? image(found) : DENIED;
  if (!has(trial, 'FOWNER')) return DENIED;
  const mode = has(trial, 'FSETID') ? 0o2755 : 0o755;
  return pushing(image(mode), () => keep(mode));
};

/** Without CHOWN the cache is missed, and the command is run: whatever it gives is kept in the place of the right layer. */
const MISSING: ScriptedBuilds = (trial, _, image) => {
  const { found, keep } = image.cache;
  if (found !== undefined && has(trial, 'CHOWN')) return image(found);
  const mode = has(trial, 'FSETID') ? 0o2755 : 0o755;
  return pushing(image(mode), () => keep(mode));
};

function pushing(built: ReturnType<Parameters<ScriptedBuilds>[2]>, effect: () => void) {
  return {
    ...built,
    effect: async () => {
      effect();
      await built.effect?.();
    },
  };
}

function prepared(builds: ScriptedBuilds, cache: CacheWish, slots = 1): Promise<ScriptedRun> {
  return scriptedRun({ universe: UNIVERSE, builds, cache, settings: { slots } });
}

async function recorded(builds: ScriptedBuilds, cache: CacheWish, slots?: number): Promise<RunRecord> {
  await using run = await prepared(builds, cache, slots);
  const record = await runCases(run.settings);
  expect(await derivedRecord(run.settings.directory)).toEqual(record);
  return record;
}

function trialsFor(one: CaseRecord | undefined, purpose: string): string[] {
  return one?.trials.all.filter((trial) => trial.purpose === purpose).map(({ id }) => id) ?? [];
}

function copies({ engine }: ScriptedRun): (readonly string[])[] {
  return engine.calls.filter((call) => call.startsWith('copyRepository')).map((call) => call.split(' ').slice(1));
}

/** The repository that a trial was given to keep layers in: the last word of its command. */
function cacheOf({ engine }: ScriptedRun, trial: string | undefined): string | undefined {
  const { command } = engine.trials.find(({ ownership }) => ownership.trial === trial) ?? {};
  return command?.at(-1)?.replace(/^[^/]*\//, '');
}

describe('a case with a cache', () => {
  it.each([
    ['off', [['FOWNER', 'FSETID']]],
    ['cold', [['FOWNER', 'FSETID']]],
    ['warm', [['CHOWN']]],
  ] as const)('that is %s needs what its builds need', async (cache, sets) => {
    const [one] = (await recorded(CACHING, cache)).cases;
    expect(one).toMatchObject({ status: 'proven', configuration: { cache }, faithful: { minimalSets: sets } });
  });

  it('has an answer for each of both caches, and the sets that serve both', async () => {
    const { cases, together } = await recorded(CACHING, 'both');
    expect(cases.map(({ id }) => id)).toEqual(['example.cold-cache', 'example.warm-cache']);
    expect(together).toEqual([
      {
        dockerfile: 'cases/example/Dockerfile',
        cases: ['example.cold-cache', 'example.warm-cache'],
        faithful: [['CHOWN', 'FOWNER', 'FSETID']],
        exitZero: [['CHOWN', 'FOWNER']],
      },
    ]);
  });
});

describe('a warm cache', () => {
  it('is filled with everything granted before the first trial, by trials on which no answer rests', async () => {
    const [one] = (await recorded(CACHING, 'warm')).cases;
    expect(trialsFor(one, 'fill')).toEqual(['t0001', 't0002']);
    expect(one?.trials.all.filter(({ purpose }) => purpose === 'fill').map(({ set }) => set)).toEqual([
      ['CHOWN', 'FOWNER', 'FSETID'],
      ['CHOWN', 'FOWNER', 'FSETID'],
    ]);
    expect(trialsFor(one, 'reference')).toEqual(['t0003', 't0004']);
    expect(one?.trials.count).toBe((one?.trials.all.length ?? 0) - 2);
  });

  it.each([1, 2])('is the same for each of %i trials at once, whatever others write to theirs', async (slots) => {
    await using run = await prepared(MISSING, 'warm', slots);
    const [one] = (await runCases(run.settings)).cases;
    // With a shared cache, a layer that lost its bit without FSETID would be what CHOWN alone finds.
    expect(one).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN'], ['FSETID']] } });
    const sources = new Set(copies(run).map(([from]) => from));
    const targets = copies(run).map(([, to]) => to);
    expect([...sources]).toHaveLength(1);
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets).not.toContain([...sources][0]);
  });

  it('shows what varies by itself, although all trials start from the same', async () => {
    let runs = 0;
    const varying: ScriptedBuilds = (trial, _, image) => {
      const { found, keep } = image.cache;
      if (found !== undefined && has(trial, 'CHOWN')) return image(found);
      runs += 1;
      const mode = 0o700 + runs;
      return pushing(image(mode), () => keep(mode));
    };
    const [one] = (await recorded(varying, 'warm')).cases;
    expect(one?.masked.map(({ path, field }) => [path, field])).toEqual([['tool', 'mode']]);
    expect(one?.status).toBe('unreproducible');
    expect(one?.losses.filter(({ verdict }) => verdict === 'degraded')).toEqual([]);
  });

  it('that was not filled whole fills nothing: the case has no answer', async () => {
    const silently: ScriptedBuilds = (_, __, image) => ({ ...image(0o755), output: 'WARN cache fault: no space left' });
    const [one] = (await recorded(silently, 'warm')).cases;
    expect(one).toMatchObject({ status: 'infrastructure', faithful: { minimalSets: [] } });
    expect(one?.reason).toContain('the cache was not filled: cache fault: no space left');
  });

  it('that nothing can fill makes the reference fail', async () => {
    const [one] = (await recorded(() => DENIED, 'warm')).cases;
    expect(one).toMatchObject({ status: 'reference-failed', referenceFailure: { message: 'operation not permitted' } });
    expect(one?.trials.all.map(({ purpose }) => purpose)).toEqual(['fill', 'fill']);
  });
});

describe('a run with a warm cache that is gone on with', () => {
  it.each([1, 2, 4, 6])('after %i trials fills it again and finds the same', async (count) => {
    const stop = new AbortController();
    const stopping: ScriptedBuilds = (trial, index, ...rest) => {
      if (index + 1 >= count) stop.abort();
      return CACHING(trial, index, ...rest);
    };
    await using run = await prepared(stopping, 'warm');
    await runCases({ ...run.settings, stop: stop.signal });
    const before = copies(run).length;
    const record = await runCases(run.settings);
    expect(await derivedRecord(run.settings.directory)).toEqual(record);
    expect(record.cases[0]).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN']] } });
    const refilled = trialsFor(record.cases[0], 'fill').find((trial) => Number(trial.slice(1)) > count);
    const sources = new Set(
      copies(run)
        .slice(before)
        .map(([from]) => from),
    );
    expect([...sources]).toEqual([cacheOf(run, refilled)]);
  });

  it('fills it where that failed before for a fault that is over', async () => {
    let isFull = true;
    const builds: ScriptedBuilds = (trial, index, image) => {
      const going = CACHING(trial, index, image);
      return isFull ? { ...going, output: 'WARN cache fault: no space left' } : going;
    };
    await using run = await prepared(builds, 'warm');
    expect((await runCases(run.settings)).cases[0]).toMatchObject({ status: 'infrastructure' });
    isFull = false;
    expect((await runCases(run.settings)).cases[0]).toMatchObject({ status: 'proven' });
  });

  it('was killed while it filled: that trial counts for nothing', async () => {
    await using run = await prepared(CACHING, 'warm');
    await runCases(run.settings);
    const file = join(run.settings.directory, 'journal.jsonl');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const intent = lines.findIndex((line) => line.includes('"trial-intended"'));
    await writeFile(file, `${lines.slice(0, intent + 1).join('\n')}\n`);
    const [one] = (await runCases(run.settings)).cases;
    expect(one?.status).toBe('proven');
    expect(trialsFor(one, 'fill')).toEqual(['t0002', 't0003']);
  });
});
