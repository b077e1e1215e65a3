import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveRecord, startOf } from '../../proof/derive-record.ts';
import type { FingerprintSource } from '../../proof/images/remembered-comparison.ts';
import type { RunRecord } from '../../record/record.ts';
import { readRun } from '../../runs/kept-run.ts';
import { journalOf, shardJournals, startedWith } from '../../testing/examples/shard-runs.ts';
import { eventsOf } from '../../testing/programs/run-at-work.ts';
import type { EventOf, JournalEntry } from '../../vocabulary/run-event.ts';
import type { RunPlan, ShardPlan } from '../../vocabulary/run-plan.ts';
import { readJournal } from '../journal.ts';
import { mergeJournals } from './merge-journals.ts';
import type { NamedJournal } from './shard-run.ts';

/** A recorded run of real Kaniko, cut down to cases that need different sets, one whose image varies, one that more capabilities hurt and one that fails. */
const RUN = 'results/google-v1.9.1';
const CASES = [
  'setgid-foreign-group',
  'either-of-two-sets',
  'copy-chown',
  'not-reproducible',
  'chown-that-hurts',
  'outside-docker-defaults',
];

describe('merging the journals of shards', () => {
  let whole: JournalEntry[];
  let images: FingerprintSource;
  /** The cases in the order of the run. */
  let ids: string[];
  /** Each case into the next shard. */
  const split = (of: number): NamedJournal[] => shardJournals(whole, of, (id) => ids.indexOf(id) % of);
  beforeAll(async () => {
    whole = journalOf(await readJournal(RUN), CASES);
    ids = eventsOf(whole, 'case-prepared').map((event) => event.case);
    images = (await readRun(RUN)).fingerprintOf;
  });

  it('gives the record of the unsharded run, however it was split and in whatever order the shards are named', async () => {
    const unsharded = withoutNames(deriveRecord(whole, images));
    expect(unsharded.cases.map(({ id }) => id).sort()).toEqual(CASES.toSorted());
    const owners = fc.array(fc.nat(), { minLength: CASES.length, maxLength: CASES.length });
    const splits = fc.record({ of: fc.integer({ min: 1, max: 9 }), owners, order: fc.array(fc.nat()) });
    await fc.assert(
      fc.asyncProperty(splits, async ({ of, owners, order }) => {
        const shards = shardJournals(whole, of, (id) => (owners[CASES.indexOf(id)] ?? 0) % of);
        const shuffled = shards.toSorted((a, b) => rank(order, shards.indexOf(a)) - rank(order, shards.indexOf(b)));
        const merged = mergeJournals(shuffled);
        expect(withoutNames(deriveRecord(merged, images))).toEqual(unsharded);
        expect(mergeJournals(shards)).toEqual(merged);
      }),
      { numRuns: 15 },
    );
  });

  it('gives every trial a name of its own that tells its shard', () => {
    const merged = mergeJournals(split(3));
    const trials = merged.flatMap(({ event }) => (event.type === 'trial-observed' ? [event.observation.trial] : []));
    expect(new Set(trials).size).toBe(trials.length);
    expect(trials.every((trial) => /^s[123]-t\d{4}$/.test(trial))).toBe(true);
  });

  it('leaves nothing of a shard in what a resumption of the merged run would do', () => {
    const merged = startOf(mergeJournals(split(2)));
    expect(merged.plan.shard).toBeNull();
    expect(merged.mergedFrom.map(({ shard }) => shard)).toEqual(['1/2', '2/2']);
  });

  it('gives a record of all cases, where that of a shard says which part it has', () => {
    const shards = split(2);
    expect(shards.map(({ entries }) => deriveRecord(entries, images).run.shard)).toEqual(['1/2', '2/2']);
    expect(deriveRecord(mergeJournals(shards), images).run).not.toHaveProperty('shard');
  });

  it('asks nothing of what only changes how an answer is reached', () => {
    const [first, second] = split(2) as [NamedJournal, NamedJournal];
    const other = withStart(second, ({ plan }) => ({
      plan: { ...plan, begunIn: '/elsewhere', conduct: { ...plan.conduct, jobs: 7, watchKernel: false } },
    }));
    expect(mergeJournals([first, other])).toEqual(mergeJournals([first, second]));
  });

  describe('refuses', () => {
    it('what is no shard', () => {
      expect(() => mergeJournals([{ name: 'results/whole', entries: whole }])).toThrow(
        'results/whole is not a shard: it was run without --shard',
      );
      expect(() => mergeJournals([{ name: 'merged', entries: mergeJournals(split(2)) }])).toThrow(
        'merged is not a shard',
      );
    });

    it('a shard of another builder, engine or policy, and names the fact', () => {
      const changed = (changes: (started: EventOf<'run-started'>) => Partial<EventOf<'run-started'>>) => () =>
        mergeJournals(split(3).map((one, position) => (position === 1 ? withStart(one, changes) : one)));
      expect(changed(({ builder }) => ({ builder: { ...builder, binarySha256: 'f'.repeat(64) } }))).toThrow(
        /^shard2 and shard1 are not shards of one run: builder binarySha256 is "f+" in the first, "[0-9a-f]{64}" in the second$/,
      );
      expect(changed(({ environment }) => ({ environment: { ...environment, kernel: '4.4.0' } }))).toThrow(
        'environment.kernel is "4.4.0" in the first',
      );
      const asking = (changes: (question: RunPlan['question']) => Partial<RunPlan['question']>) =>
        changed(({ plan }) => ({ plan: { ...plan, question: { ...plan.question, ...changes(plan.question) } } }));
      expect(asking(({ policy }) => ({ policy: { ...policy, confirm: 9 } }))).toThrow(
        'policy confirm is 9 in the first, 2 in the second',
      );
      expect(asking(() => ({ substitutes: { 'base:1': 'other:1' } }))).toThrow(
        'plan substitutes is {"base:1":"other:1"} in the first, {} in the second',
      );
    });

    it('a shard that found other cases, or a case with another context', () => {
      const other = split(2);
      expect(() => mergeJournals(withPlan(other, 1, ({ all }) => ({ all: all.slice(1) })))).toThrow(
        `shard1 has the case ${ids[0]}, and shard2 does not`,
      );
      const stranger = { case: 'stranger', sha256: 'x' };
      expect(() => mergeJournals(withPlan(other, 1, ({ all }) => ({ all: [...all, stranger] })))).toThrow(
        'shard2 has the case stranger, and shard1 does not',
      );
      const edited = withPlan(other, 1, ({ all }) => ({
        all: all.with(0, { ...stranger, case: ids[0] ?? '' }),
      }));
      expect(() => mergeJournals(edited)).toThrow(
        `shard2 and shard1 have the case ${ids[0]} with different contexts or settings`,
      );
    });

    it('shards with different configurations, and names the setting', () => {
      const shards = withPlan(split(2), 1, ({ all }) => ({ all: all.map((one) => ({ ...one, sha256: 'other' })) }));
      const redo = (one: NamedJournal) =>
        withStart(one, ({ plan }) => ({
          plan: {
            ...plan,
            question: {
              ...plan.question,
              cases: plan.question.cases.map((each) => ({
                ...each,
                configuration: { ...each.configuration, builderFlags: ['--snapshot-mode=redo'] },
              })),
            },
          },
        }));
      expect(() => mergeJournals(shards.map((one, at) => (at === 1 ? redo(one) : one)))).toThrow(
        /shard2 and shard1 have the case \S+ with different configurations: builderFlags is \["--snapshot-mode=redo"\] in the first, \[\] in the second/,
      );
    });

    it('less than all shards, and names those that are missing', () => {
      expect(() => mergeJournals(split(4).slice(1, 3))).toThrow('The shards 1/4, 4/4 are missing');
      expect(() => mergeJournals(split(3).slice(1))).toThrow('The shard 1/3 is missing');
      expect(() => mergeJournals([])).toThrow('There is no run to merge');
    });

    it('a shard that was interrupted or killed, and says how to resume it', () => {
      const [first, second] = split(2) as [NamedJournal, NamedJournal];
      const killed = { ...second, entries: second.entries.slice(0, -1) };
      const refusal = {
        message: 'shard2, shard 2/2, was interrupted',
        hint: expect.stringContaining('--resume shard2'),
      };
      expect(() => mergeJournals([first, killed])).toThrow(expect.objectContaining(refusal));
      const end = { type: 'run-finished', status: 'interrupted', budgetSpent: null } as const;
      const stopped = { ...second, entries: [...killed.entries, { at: second.entries.at(-1)?.at ?? '', event: end }] };
      expect(() => mergeJournals([first, stopped])).toThrow(expect.objectContaining(refusal));
    });

    it('two runs of the same shard, and shards of different splits', () => {
      const [first, second] = split(2) as [NamedJournal, NamedJournal];
      expect(() => mergeJournals([first, second, { ...second, name: 'again' }])).toThrow(
        'shard2 and again are both shard 2/2',
      );
      expect(() => mergeJournals([first, ...split(3).slice(1)])).toThrow(
        'shard1 is shard 1/2 and shard2 is shard 2/3: they are not parts of one split',
      );
    });

    it('a case that two shards have, or none, as after a split by other costs', () => {
      const [first, second] = split(2) as [NamedJournal, NamedJournal];
      const [own] = planOf(first).own;
      const greedy = withPlan([first, second], 1, (plan) => ({ own: [...plan.own, own ?? ''] }));
      expect(() => mergeJournals(greedy)).toThrow(`shard1 and shard2 both have the case ${own}`);
      const lazy = withPlan([first, second], 0, (plan) => ({ own: plan.own.slice(1) }));
      expect(() => mergeJournals(lazy)).toThrow(
        expect.objectContaining({ message: `No shard has the case ${own}`, hint: expect.stringContaining('--prior') }),
      );
    });

    it('a shard whose journal lacks a case, or has one that is not its own', () => {
      const [first, second] = split(2) as [NamedJournal, NamedJournal];
      const [own] = planOf(second).own;
      const without = second.entries.filter(({ event }) => !('case' in event) || event.case !== own);
      expect(() => mergeJournals([first, { ...second, entries: without }])).toThrow(`shard2 lacks its case ${own}`);
      const moved = second.entries.toSpliced(1, 0, ...first.entries.filter(({ event }) => 'case' in event));
      expect(() => mergeJournals([first, { ...second, entries: moved }])).toThrow(
        /^shard2 has the case \S+, which is not its own$/,
      );
    });

    it('shards that were built on different images of one tag', () => {
      const [first, second] = split(2) as [NamedJournal, NamedJournal];
      const moved = second.entries.map(({ at, event }): JournalEntry => {
        if (event.type !== 'case-prepared') return { at, event };
        return { at, event: { ...event, bases: event.bases.map((base) => ({ ...base, digest: 'sha256:moved' })) } };
      });
      expect(() => mergeJournals([first, { ...second, entries: moved }])).toThrow(
        /^shard2 built on \S+ as sha256:moved, and shard1 on sha256:[0-9a-f]{64}$/,
      );
    });
  });
});

function planOf({ entries }: NamedJournal): ShardPlan {
  const { shard } = startOf(entries).plan;
  if (shard === null) throw new Error('not a shard');
  return shard;
}

function withStart(
  journal: NamedJournal,
  changes: (started: EventOf<'run-started'>) => Partial<EventOf<'run-started'>>,
): NamedJournal {
  return { ...journal, entries: startedWith(journal.entries, changes(startOf(journal.entries))) };
}

function withPlan(
  shards: readonly NamedJournal[],
  position: number,
  changes: (shard: ShardPlan) => Partial<ShardPlan>,
): NamedJournal[] {
  return shards.map((one, at) => {
    if (at !== position) return one;
    const shard = planOf(one);
    return withStart(one, ({ plan }) => ({ plan: { ...plan, shard: { ...shard, ...changes(shard) } } }));
  });
}

function rank(order: readonly number[], position: number): number {
  return order[position] ?? position;
}

/** A record without what names a run and its trials: each trial is called after its case and its place there. */
function withoutNames(record: RunRecord): RunRecord {
  const names = new Map(
    record.cases.flatMap(({ id, trials }) => trials.all.map((trial, index) => [trial.id, `${id} ${index}`] as const)),
  );
  // Events of shards are ordered by time, and the pause before a resumption is no shard's own: it counts in the merged run.
  const text = JSON.stringify({ ...record, run: { ...record.run, id: '', wallMs: 0 } }, (_, value: unknown) =>
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  );
  return JSON.parse(text) as RunRecord;
}
