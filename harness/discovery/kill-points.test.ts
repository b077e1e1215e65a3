import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { killPointsOf, observeRun } from '../testing/scripted/kill-points.ts';
import { expectUndisturbed } from '../testing/scripted/resumed-as-undisturbed.ts';
import { buildsNeeding, type ScriptedRunOptions } from '../testing/scripted/scripted-run.ts';

const OPTIONS: ScriptedRunOptions = {
  universe: setOf('CHOWN', 'FSETID'),
  builds: buildsNeeding(setOf('CHOWN'), setOf('CHOWN', 'FSETID')),
};

it('a run that is killed anywhere is gone on with as if nothing had happened', { timeout: 60_000 }, async () => {
  const whole = await observeRun(OPTIONS);
  await using _ = whole.run;
  // The other kinds of a last line that was cut short are tried with larger runs by the soak test.
  const points = [...killPointsOf(whole)].filter(({ tail }) => !tail.startsWith('all') && !tail.startsWith('nothing'));
  const lines = whole.journal.toString('utf8').split('\n').length - 1;
  expect(new Set(points.map((point) => point.lines)).size).toBe(lines + 1);
  const atOnce = pLimit(8);
  const expected = { record: whole.record, repeats: 0 };
  await Promise.all(points.map((point) => atOnce(() => expectUndisturbed(OPTIONS, point, expected))));
});
