import fc from 'fast-check';
import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import { isSubset, setOf } from '../capabilities/capability-set.ts';
import { UNAUDITED } from '../testing/examples/plans.ts';
import { killPointsOf, observeRun } from '../testing/scripted/kill-points.ts';
import { expectUndisturbed } from '../testing/scripted/resumed-as-undisturbed.ts';
import { buildsNeeding, type ScriptedBuilds, type ScriptedRunOptions } from '../testing/scripted/scripted-run.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID');
const NEEDY = buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID'));
const TWO_CASES = { first: 'FROM base:1\nRUN one\n', second: 'FROM scratch\nCOPY Dockerfile /\n' };

/** Two sets serve, and one that holds both does not: more capabilities hurt. */
const HURTING: ScriptedBuilds = ({ capabilities }, _, image) => {
  if (isSubset(setOf('FOWNER', 'FSETID'), capabilities)) return image(0o755);
  if (isSubset(setOf('FOWNER'), capabilities) || isSubset(setOf('FSETID'), capabilities)) return image(0o2755);
  return { ending: { exitCode: 1 }, output: 'chown /tool: operation not permitted' };
};

const RUNS: Readonly<Record<string, ScriptedRunOptions>> = {
  'one case, one trial at a time': { universe: UNIVERSE, builds: NEEDY },
  'two cases, two trials at a time': {
    universe: UNIVERSE,
    builds: NEEDY,
    dockerfiles: TWO_CASES,
    settings: { slots: 2 },
  },
  'a case that cannot be tried and one that can': {
    universe: UNIVERSE,
    builds: NEEDY,
    dockerfiles: { absent: 'FROM absent:1\n', present: 'FROM base:1\nRUN true\n' },
  },
  'two answers, with a variation': {
    universe: UNIVERSE,
    builds: (specification, trial, image) =>
      isSubset(setOf('FOWNER'), specification.capabilities) ? image(0o2755) : NEEDY(specification, trial, image),
    question: { policy: { ...UNAUDITED, variations: ['no-new-privileges'] } },
  },
  'a build that never works': { universe: UNIVERSE, builds: () => ({ ending: { exitCode: 1 }, output: 'no' }) },
  'a case that more capabilities hurt': { universe: UNIVERSE, builds: HURTING },
  'every subset': { universe: UNIVERSE, builds: NEEDY, question: { task: { kind: 'every-set', over: null } } },
};

describe('a run that is killed', () => {
  it.each(Object.entries(RUNS))('anywhere is gone on with as if nothing had happened: %s', async (_, options) => {
    const whole = await observeRun(options);
    await using __ = whole.run;
    const points = [...killPointsOf(whole)];
    const atOnce = pLimit(4);
    // Where several trials run at once, what is asked depends on which of them ends first.
    const expected = { record: whole.record, repeats: options.settings?.slots === 2 ? 6 : 0 };
    await Promise.all(points.map((point) => atOnce(() => expectUndisturbed(options, point, expected))));
    process.stderr.write(`${points.length} kill points\n`);
  });

  it('again and again ends as if nothing had happened', async () => {
    let points = 0;
    const wholes = await Promise.all(Object.values(RUNS).map((options) => observeRun(options)));
    const kills = fc.array(fc.nat(), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.nat(wholes.length - 1), kills, async (index, places) => {
        const [options, whole] = [Object.values(RUNS)[index], wholes[index]];
        if (options === undefined || whole === undefined) return;
        let seen: Parameters<typeof killPointsOf>[0] = whole;
        for (const [kill, place] of places.entries()) {
          const all = [...killPointsOf(seen)];
          const point = all[place % all.length];
          if (point === undefined) return;
          points += 1;
          const repeats = options.settings?.slots === 2 ? 6 * (kill + 1) : 0;
          seen = await expectUndisturbed(options, point, { record: whole.record, repeats });
        }
      }),
      { numRuns: Number(process.env['KANIKO_CAPS_SOAK_RUNS'] ?? 300) },
    );
    for (const whole of wholes) await whole.run[Symbol.asyncDispose]();
    process.stderr.write(`${points} kill points one after another\n`);
    expect(points).toBeGreaterThan(0);
  });
});
