import { describe, expect, it } from 'vitest';
import { isSubset, setOf } from '../../capabilities/capability-set.ts';
import { runCases } from '../../discovery/run-cases.ts';
import type { RunRecord } from '../../record/record.ts';
import { derivedRecord } from '../../runs/kept-run.ts';
import { type ScriptedMember, scriptedMember } from '../../testing/scripted/scripted-member.ts';
import {
  buildsNeeding,
  engineWithRegistry,
  type ScriptedBuilds,
  type ScriptedRun,
  type ScriptedRunOptions,
  scriptedRun,
} from '../../testing/scripted/scripted-run.ts';
import type { RegistryFiles } from '../../testing/scripted/stored-images.ts';
import { poolEngine } from './pool-engine.ts';

/** A member is given up as soon as it is seen not to answer. */
const IMPATIENT = { pingMs: 1_000, silenceMs: 0, everyMs: 5 };

const NEEDY = buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID'));
const FOUND = { status: 'proven', faithful: { minimalSets: [['CHOWN', 'FSETID']] } };

/** A layer from the cache is unpacked with CHOWN; a command is run with FOWNER. A builder looks once it has its context. */
const CACHING: ScriptedBuilds = ({ capabilities }, _, image) => {
  const { cache } = image;
  const isDenied = (): boolean => !isSubset(setOf(cache.found === undefined ? 'FOWNER' : 'CHOWN'), capabilities);
  return {
    get ending() {
      return { exitCode: isDenied() ? 1 : 0 };
    },
    output: 'operation not permitted',
    effect: async () => {
      if (isDenied()) return;
      cache.keep(0o755);
      await image(0o755).effect?.();
    },
  };
};

interface PoolRun {
  readonly run: ScriptedRun;
  readonly one: ScriptedMember;
  readonly two: ScriptedMember;
}

/** A run on two engines, each with a registry of its own. Nobody waits for what cannot be removed at its end. */
async function poolRun(options: Pick<ScriptedRunOptions, 'builds' | 'cache'>): Promise<PoolRun> {
  const memberOf = async (name: string): Promise<ScriptedMember> => {
    const files: RegistryFiles = new Map();
    return scriptedMember(name, await engineWithRegistry(options, files), files);
  };
  const [one, two] = [await memberOf('one'), await memberOf('two')];
  const cancel = new AbortController();
  const run = await scriptedRun({
    universe: setOf('CHOWN', 'FOWNER', 'FSETID'),
    dockerfiles: { first: 'FROM base:1\nRUN one\n', second: 'FROM base:1\nRUN two\n' },
    ...options,
    settings: {
      slots: 4,
      backOffMs: 1,
      engine: await poolEngine([one.member, two.member], IMPATIENT),
      cancel: cancel.signal,
    },
  });
  const preparing = (step: string): void => {
    if (step === 'removing the sandbox') cancel.abort();
  };
  const settings = { ...run.settings, progress: { ...run.settings.progress, preparing } };
  return { run: { ...run, settings }, one, two };
}

async function finish({ run }: PoolRun): Promise<RunRecord> {
  const record = await runCases(run.settings);
  expect(await derivedRecord(run.settings.directory)).toEqual(record);
  return record;
}

/** Builds of which one ends with the machine under it. */
function dyingWith(member: () => ScriptedMember | undefined, dies: (built: number) => boolean, builds: ScriptedBuilds) {
  let built = 0;
  const dying: ScriptedBuilds = (specification, trial, image) => {
    if (member()?.engine.trials.includes(specification) === true) {
      built += 1;
      if (dies(built)) member()?.die();
    }
    return builds(specification, trial, image);
  };
  return dying;
}

describe('a run on several engines', () => {
  it('runs trials on all of them, finds what one finds, and leaves nothing', async () => {
    const pool = await poolRun({ builds: NEEDY });
    await using _ = pool.run;
    expect(await finish(pool)).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
    for (const { engine } of [pool.one, pool.two]) {
      expect(engine.trials.length).toBeGreaterThan(4);
      expect(engine.objects).toEqual([]);
    }
  });

  it.each([1, 4, 7])('goes on with the other one where one dies in its build %i', async (count) => {
    let two: ScriptedMember | undefined;
    const pool = await poolRun({
      builds: dyingWith(
        () => two,
        (built) => built === count,
        NEEDY,
      ),
    });
    two = pool.two;
    await using _ = pool.run;
    expect(await finish(pool)).toMatchObject({ run: { status: 'complete' }, cases: [FOUND, FOUND] });
    expect(pool.run.told).toContain(
      'two takes part no more: it has not answered for 0 s (Cannot reach two). The run goes on with one.',
    );
    expect(pool.run.told.at(-1)).toMatch(/^Not removed: everything of run-1 on two /);
    expect(pool.one.engine.objects).toEqual([]);
  });

  it('ends, and is resumed, where the last one dies as well', async () => {
    const dead = new Set<ScriptedMember>();
    let pool: PoolRun | undefined;
    const builds: ScriptedBuilds = (specification, trial, image) => {
      for (const member of pool === undefined ? [] : [pool.one, pool.two]) {
        if (trial < 4 || dead.has(member)) continue;
        dead.add(member);
        member.die();
      }
      return NEEDY(specification, trial, image);
    };
    pool = await poolRun({ builds });
    await using _ = pool.run;
    const stop = new AbortController();
    const warning = (text: string): void => {
      if (text.startsWith('The run pauses')) stop.abort();
    };
    const { settings } = pool.run;
    const ended = runCases({ ...settings, stop: stop.signal, progress: { ...settings.progress, warning } });
    expect(await ended).toMatchObject({ run: { status: 'interrupted' } });
    const again = await poolRun({ builds: NEEDY });
    await using __ = again.run;
    const { directory, plan } = settings;
    expect(await runCases({ ...again.run.settings, directory, plan })).toMatchObject({
      run: { status: 'complete' },
      cases: [FOUND, FOUND],
    });
  });
});

describe('a cache that one host keeps', () => {
  const WARM = { status: 'proven', faithful: { minimalSets: [['CHOWN']] } };

  it('is brought to the others', async () => {
    const pool = await poolRun({ builds: CACHING, cache: 'warm' });
    await using _ = pool.run;
    expect(await finish(pool)).toMatchObject({ run: { status: 'complete' }, cases: [WARM, WARM] });
    for (const { engine } of [pool.one, pool.two]) expect(engine.trials.length).toBeGreaterThan(4);
  });

  it.each([1, 3, 5])('is filled again where its host dies in build %i', async (count) => {
    let one: ScriptedMember | undefined;
    const pool = await poolRun({
      cache: 'warm',
      builds: dyingWith(
        () => one,
        (built) => built === count,
        CACHING,
      ),
    });
    one = pool.one;
    await using _ = pool.run;
    expect(await finish(pool)).toMatchObject({ run: { status: 'complete' }, cases: [WARM, WARM] });
  });
});
