import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import type { Engine } from '../engine/port.ts';
import { derivedRecord } from '../runs/kept-run.ts';
import {
  buildsNeeding,
  type ScriptedBuilds,
  type ScriptedRun,
  type ScriptedRunOptions,
  scriptedRun,
} from '../testing/scripted/scripted-run.ts';
import { runCases } from './run-cases.ts';

const NEEDY = buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID'));
const FOUND = { status: 'proven', faithful: { minimalSets: [['CHOWN', 'FSETID']] } };
const DOCKERFILES = { first: 'FROM base:1\nRUN one\n', second: 'FROM base:1\nRUN two\n' };

function prepared(options: Partial<ScriptedRunOptions> = {}) {
  const universe = setOf('CHOWN', 'FOWNER', 'FSETID');
  return scriptedRun({ universe, builds: NEEDY, dockerfiles: DOCKERFILES, ...options });
}

/** Does something once, when the n-th build begins. */
function atBuild(count: number, happens: () => void): ScriptedBuilds {
  return (specification, trial, image) => {
    if (trial === count) happens();
    return NEEDY(specification, trial, image);
  };
}

async function journalTypes(run: ScriptedRun): Promise<string[]> {
  const text = await readFile(join(run.settings.directory, 'journal.jsonl'), 'utf8');
  return [...text.matchAll(/"type":"(run-[a-z]+)"/g)].map(([, type]) => type ?? '');
}

describe('a run of which a part dies', () => {
  it.each([0, 3, 6])('replaces rooms that are gone after %i builds, and finds the same', async (count) => {
    let run: ScriptedRun | undefined;
    const kill = (): void => {
      for (const room of ['run-1-none-0', 'run-1-none-1']) run?.engine.kill(room);
    };
    run = await prepared({ builds: atBuild(count, kill), settings: { slots: 2 } });
    await using _ = run;
    const record = await runCases(run.settings);
    expect(record).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
    expect(run.engine.calls.filter((call) => call.startsWith('replaceRoom'))).toHaveLength(2);
    expect(await derivedRecord(run.settings.directory)).toEqual(record);
    expect(run.engine.objects).toEqual([]);
  });

  it('takes no verdict from a trial whose room was gone at its end', async () => {
    let run: ScriptedRun | undefined;
    const builds: ScriptedBuilds = (specification, trial, image) => {
      if (trial !== 4) return NEEDY(specification, trial, image);
      run?.engine.kill('run-1-none-0');
      return { ending: { exitCode: 1 }, output: 'chown: operation not permitted' };
    };
    run = await prepared({ builds });
    await using _ = run;
    const record = await runCases(run.settings);
    expect(record).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
    const verdicts = record.cases.flatMap(({ trials }) => trials.all.map(({ verdict }) => verdict));
    expect(verdicts.filter((verdict) => verdict === 'infrastructure')).toHaveLength(1);
  });

  it('pauses when one trial after another has no verdict, and tries them anew when all is well again', async () => {
    let isDown = false;
    const builds: ScriptedBuilds = (specification, trial, image) => {
      if (trial === 3) isDown = true;
      return isDown
        ? { ending: { kind: 'lost', message: 'the engine is restarting' } }
        : NEEDY(specification, trial, image);
    };
    await using run = await prepared({ builds, settings: { slots: 2 } });
    let looks = 0;
    const owned: Engine['owned'] = async (asked) => {
      looks += isDown ? 1 : 0;
      if (looks === 2) isDown = false;
      if (isDown) throw new Error('the engine does not answer');
      return run.engine.owned(asked);
    };
    const record = await runCases({ ...run.settings, engine: { ...run.settings.engine, owned } });
    expect(record).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
    expect(await journalTypes(run)).toEqual(['run-started', 'run-recovered', 'run-finished']);
    expect(run.told).toContain('The run pauses: the engine does not answer. It looks again in 1 s.');
    expect(await derivedRecord(run.settings.directory)).toEqual(record);
  });

  it('does not pause for what never comes back, says why at its end, and can be resumed', async () => {
    let isGone = false;
    let breaks = true;
    const builds: ScriptedBuilds = (specification, trial, image) => {
      isGone = breaks && trial >= 3;
      return isGone ? { ending: { kind: 'lost', message: 'no registry' } } : NEEDY(specification, trial, image);
    };
    await using run = await prepared({ builds });
    const openSite: Engine['openSite'] = async (specification) => {
      const site = await run.engine.openSite(specification);
      return { ...site, gone: async () => (isGone ? 'The registry was deleted' : undefined) };
    };
    const record = await runCases({ ...run.settings, engine: { ...run.settings.engine, openSite } });
    expect(record.run.status).toBe('partial');
    expect(run.told.filter((text) => text.startsWith('The run pauses'))).toEqual([]);
    expect(run.told).toContain('The run stops: The registry was deleted.');
    expect(await journalTypes(run)).toEqual(['run-started', 'run-finished']);
    breaks = false;
    isGone = false;
    expect(await runCases(run.settings)).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
  });

  it('gives a case up, and no other, where nothing but the case is at fault', async () => {
    const builds: ScriptedBuilds = (specification, trial, image) =>
      trial < 3
        ? { ending: { exitCode: 1 }, output: 'infrastructure: no such host' }
        : NEEDY(specification, trial, image);
    await using run = await prepared({ builds });
    const record = await runCases(run.settings);
    expect(record.cases.map(({ status }) => status).sort()).toEqual(['infrastructure', 'proven']);
    expect(record.run.status).toBe('partial');
    expect(await journalTypes(run)).toEqual(['run-started', 'run-finished']);
    expect(await runCases(run.settings)).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
  });

  it('asks again in the next process what the engine refused to start', async () => {
    let refuses = true;
    const builds: ScriptedBuilds = (specification, trial, image) =>
      refuses && trial >= 2
        ? { start: { kind: 'ungrantable', message: 'unable to apply caps' } }
        : NEEDY(specification, trial, image);
    await using run = await prepared({ builds });
    expect((await runCases(run.settings)).run.status).toBe('partial');
    refuses = false;
    expect(await runCases(run.settings)).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
  });
});

/** An engine that fails so many times to remove what a run made. */
function unremoving(run: ScriptedRun, times: number, onFailure = (): void => undefined): Engine {
  let failures = 0;
  const remove: Engine['remove'] = async (objects) => {
    if (objects.length > 0 && failures < times) {
      failures += 1;
      onFailure();
      throw new Error('the engine broke off');
    }
    return run.engine.remove(objects);
  };
  return { ...run.settings.engine, remove };
}

describe('the end of a run', () => {
  it('tries again to remove the sandbox', async () => {
    await using run = await prepared();
    const record = await runCases({ ...run.settings, engine: unremoving(run, 2) });
    expect(record.cases).toMatchObject([FOUND, FOUND]);
    expect(run.engine.objects).toEqual([]);
    expect(run.told.some((text) => text.includes('kaniko-caps gc'))).toBe(false);
  });

  it('writes the record, and says what is left and how to remove it, where that never works', async () => {
    await using run = await prepared();
    // Whoever does not want to wait any more gets no pauses.
    const cancel = new AbortController();
    const engine = unremoving(run, 99, () => cancel.abort());
    const record = await runCases({ ...run.settings, engine, cancel: cancel.signal });
    expect(record.cases).toMatchObject([FOUND, FOUND]);
    const { evidence, ...saved } = record;
    expect(evidence?.journalDigest).toBe(`sha256:${saved.run.journalSha256}`);
    expect(JSON.parse(await readFile(join(run.settings.directory, 'record.json'), 'utf8'))).toEqual(saved);
    expect(run.told.at(-1)).toBe(
      'Not removed: run-1-registry, run-1-none-0 (the engine broke off). To remove them once this process has ended: kaniko-caps gc',
    );
  });

  it('writes the record of what is known, and says how to go on, where a trial cannot go on', async () => {
    const breakDown = (): void => {
      throw new Error('no space left on device');
    };
    await using run = await prepared({ builds: atBuild(4, breakDown) });
    await expect(runCases(run.settings)).rejects.toThrow('no space left on device');
    expect((await derivedRecord(run.settings.directory)).run).toMatchObject({ status: 'interrupted', trials: 4 });
    expect(run.told.at(-1)).toMatch(
      /^What was found so far is in .*record\.json\. To go on: kaniko-caps discover --resume /,
    );
    expect(run.engine.objects).toEqual([]);
  });

  it.each([
    ['the whole directory', '.'],
    ['the journal', 'journal.jsonl'],
  ])('is an error with a way out where somebody removes %s', async (_, what) => {
    let removing: Promise<void> | undefined;
    let run: ScriptedRun | undefined;
    const builds: ScriptedBuilds = (specification, trial, image) => {
      const scripted = NEEDY(specification, trial, image);
      if (trial !== 4) return scripted;
      removing = rm(join(run?.settings.directory ?? '', what), { recursive: true, force: true });
      return { ...scripted, effect: async () => void (await Promise.all([removing, scripted.effect?.()])) };
    };
    run = await prepared({ builds });
    await using __ = run;
    await expect(runCases(run.settings)).rejects.toMatchObject({
      code: expect.stringMatching(/^(JOURNAL|RUN)_NOT_WRITTEN$/),
      hint: expect.stringContaining('--out DIRECTORY'),
    });
    expect(run.engine.objects).toEqual([]);
  });
});
