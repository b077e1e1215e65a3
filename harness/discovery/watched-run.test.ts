import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import { capabilitiesOf, difference, setOf } from '../capabilities/capability-set.ts';
import type { RunRecord } from '../record/record.ts';
import { buildsNeeding, type ScriptedBuilds, scriptedRun } from '../testing/scripted/scripted-run.ts';
import { runCases } from './run-cases.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');
const NEEDY = buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID'));

/** The same builds on a kernel that tells: `chmod` asks for all of the universe, once. */
const WATCHED: ScriptedBuilds = (specification, trial, image) => {
  const { capabilities } = specification;
  const answers = (granted: boolean) => (capability: Capability) => ({
    capability,
    granted,
    program: 'chmod',
    count: 1,
  });
  const granted = capabilitiesOf(capabilities);
  const denied = capabilitiesOf(difference(UNIVERSE, capabilities));
  const checks = [...granted.map(answers(true)), ...denied.map(answers(false))];
  return { ...NEEDY(specification, trial, image), checks: { complete: true, checks } };
};

async function recordFrom(builds: ScriptedBuilds, watchKernel = true): Promise<RunRecord> {
  await using run = await scriptedRun({ universe: UNIVERSE, builds });
  const { plan } = run.settings;
  const record = await runCases({ ...run.settings, plan: { ...plan, conduct: { ...plan.conduct, watchKernel } } });
  return record;
}

describe('a run whose kernel is watched', () => {
  it('is watched only if that is wanted', async () => {
    expect((await recordFrom(WATCHED)).cases[0]?.witness).not.toBeNull();
    expect((await recordFrom(WATCHED, false)).cases[0]?.witness).toBeNull();
  });

  it('records who was denied what, per trial and per loss, and what a tracer alone would say', async () => {
    const [one] = (await recordFrom(WATCHED)).cases;
    expect(one?.witness).toEqual({ granted: ['CHOWN', 'FOWNER', 'FSETID'], incomplete: 0 });
    const silent = one?.losses.find(({ capability }) => capability === 'FSETID');
    expect(silent).toMatchObject({ verdict: 'degraded', denied: [{ program: 'chmod', count: 2 }] });
    for (const { set, denied } of one?.trials.all ?? []) {
      const withheld = ['CHOWN', 'FOWNER', 'FSETID'].filter((name) => !set.includes(name));
      expect(denied?.map(({ capability }) => capability)).toEqual(withheld);
    }
  });

  it('comes to the same answers as one that is not', async () => {
    const watched = (await recordFrom(WATCHED)).cases[0];
    const unwatched = (await recordFrom(NEEDY)).cases[0];
    expect(watched?.faithful).toEqual(unwatched?.faithful);
    expect(watched?.exitZero).toEqual(unwatched?.exitZero);
    expect(unwatched).toMatchObject({ witness: null, losses: [{ denied: null }, { denied: null }] });
  });
});
