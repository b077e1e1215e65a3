import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { readJournal } from '../../journal/journal.ts';
import type { RunRecord } from '../../record/record.ts';
import { checkRecordOf } from '../../use-cases/verify-record.ts';
import { eventsOf } from '../programs/run-at-work.ts';
import { type KillPoint, type ObservedRun, observeRun } from './kill-points.ts';
import type { ScriptedRunOptions } from './scripted-run.ts';

/** What a run found, without what depends on when and how often it tried. */
export function findingsIn({ run, cases, profile }: RunRecord): unknown {
  return {
    status: run.status,
    cases: cases.map(
      ({ id, status, reason, universe, faithful, exitZero, losses, violations, flaky, masked, variations }) => ({
        ...{ id, status, reason, universe, violations, flaky, masked },
        faithful: [faithful.complete, faithful.minimalSets, faithful.maximalFailingSets],
        exitZero: [exitZero.complete, exitZero.minimalSets, exitZero.maximalFailingSets],
        losses: losses.map(({ capability, verdict, differences }) => ({ capability, verdict, differences })),
        variations: variations?.map(({ variation, notTried, imageChanges, sets }) => [
          variation,
          notTried,
          imageChanges,
          sets.map((one) => ({ ...one, trials: undefined })),
        ]),
      }),
    ),
    profile,
  };
}

/**
 * Goes on from a kill point and expects what an undisturbed run would have left: the same findings, every verdict kept, no trial
 * twice, nothing on the engine and nothing strange in the directory. Gives what was seen meanwhile.
 */
export async function expectUndisturbed(
  options: ScriptedRunOptions,
  killed: KillPoint,
  { record, repeats }: { readonly record: RunRecord; readonly repeats: number },
): Promise<ObservedRun> {
  const seen = await observeRun(options, killed);
  await using run = seen.run;
  const { directory } = run.settings;
  const point = `killed behind line ${killed.lines}, then: ${killed.tail}, with ${killed.objects.length} objects`;
  expect(findingsIn(seen.record), point).toEqual(findingsIn(record));
  expect(run.engine.objects, point).toEqual([]);
  const kept = killed.journal.subarray(0, killed.journal.lastIndexOf('\n') + 1);
  const isWhole = killed.tail.endsWith('the end of the line') ? killed.lines : undefined;
  expectKept(seen.journal, kept, isWhole, point);
  const entries = await readJournal(directory);
  const intended = eventsOf(entries, 'trial-intended').map(({ trial }) => trial);
  const observed = eventsOf(entries, 'trial-observed').map(({ observation }) => observation.trial);
  expect(new Set(intended).size, point).toBe(intended.length);
  expect(new Set(observed).size, point).toBe(observed.length);
  expect(
    observed.filter((trial) => !intended.includes(trial)),
    point,
  ).toEqual([]);
  expect(seen.record.run.trials, point).toBe(observed.length);
  expect(observed.length, point).toBeLessThanOrEqual(record.run.trials + repeats);
  expect(await checkRecordOf(directory), point).toMatchObject({ damage: [], differences: [], notes: [] });
  expect((await readdir(directory)).toSorted(), point).toEqual(['fingerprints', 'journal.jsonl', 'record.json']);
  return seen;
}

/** Every whole line that was on disk is there still, in its place. */
function expectKept(journal: Buffer, kept: Buffer, lines: number | undefined, point: string): void {
  const now = journal.toString('utf8').split('\n');
  const before = kept.toString('utf8').split('\n').slice(0, -1).slice(0, lines);
  expect(now.slice(0, before.length), point).toEqual(before);
}
