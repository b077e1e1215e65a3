import { describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import type { Isolation } from '../engine/port.ts';
import { buildsNeeding, engineWithRegistry, scriptedRun } from '../testing/scripted/scripted-run.ts';
import { runCases } from './run-cases.ts';
import type { RunRequest } from './run-settings.ts';

const BUILDS = buildsNeeding(setOf('CHOWN'), setOf('CHOWN'));
const OPEN: Isolation = { kind: 'open', reason: 'the network does not enforce policies' };

async function isolated(settings: RunRequest, isolation: Isolation): Promise<RunRequest> {
  return { ...settings, engine: await engineWithRegistry({ builds: BUILDS, world: { isolation } }) };
}

describe('a run on an engine whose network may let builds through', () => {
  it('says so before the first trial, and the record has it', async () => {
    await using run = await scriptedRun({ builds: BUILDS, universe: setOf('CHOWN') });
    const { environment } = await runCases(await isolated(run.settings, OPEN));
    expect(environment.isolation).toBe('open');
    expect(run.told).toContain(
      'Builds are not isolated: the network does not enforce policies. A build can reach whatever the network lets through.',
    );
  });

  it('says nothing where builds are kept from it, and the record has that too', async () => {
    await using run = await scriptedRun({ builds: BUILDS, universe: setOf('CHOWN') });
    const { environment } = await runCases(await isolated(run.settings, { kind: 'enforced' }));
    expect(environment.isolation).toBe('enforced');
    expect(run.told.join('\n')).not.toContain('isolated');
  });

  it('claims nothing where it could not be tried', async () => {
    await using run = await scriptedRun({ builds: BUILDS, universe: setOf('CHOWN') });
    const { environment } = await runCases(await isolated(run.settings, { kind: 'unknown', reason: 'no way' }));
    expect(environment.isolation).toBeUndefined();
    expect(run.told).toContain('It is not known whether builds are isolated: no way');
  });

  it('is not gone on with where that has changed', async () => {
    await using run = await scriptedRun({ builds: BUILDS, universe: setOf('CHOWN') });
    await runCases(await isolated(run.settings, { kind: 'enforced' }));
    await expect(runCases(await isolated(run.settings, OPEN))).rejects.toMatchObject({
      code: 'RUN_CHANGED',
      message: "The engine's isolation changed from enforced to open since the run began",
    });
  });
});
