import { createHash } from 'node:crypto';
import { EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { HarnessError } from '../../errors.ts';
import type { JournalEntry, RunEvent } from '../../vocabulary/run-event.ts';
import type { ShardPlan } from '../../vocabulary/run-plan.ts';
import { shardText } from '../../vocabulary/run-plan.ts';
import { isPassing } from '../../vocabulary/trial-outcome.ts';
import { type NamedJournal, type ShardRun, shardRun } from './shard-run.ts';
import { assertWholeSplit } from './whole-split.ts';

/**
 * Merges the journals of all shards of one corpus into the journal that the unsharded run could have written. The same shards
 * give the same journal, in whatever order they are named. Trials are named after their shard (`s2-t0017`).
 *
 * @throws HarnessError naming the run that is foreign, incomplete or contradictory, and why.
 */
export function mergeJournals(journals: readonly NamedJournal[]): JournalEntry[] {
  const shards = journals.map(shardRun).toSorted((a, b) => a.shard.index - b.shard.index);
  const [first] = shards;
  if (first === undefined) throw new HarnessError('NO_RUN', 'There is no run to merge');
  assertWholeSplit(shards);
  return [
    startOfMerged(shards, first),
    ...preparationsInOrder(shards, first.shard),
    ...shards.flatMap(trialsOf),
    endOf(shards),
  ];
}

/**
 * The start of all shards in one. What the engine cannot grant of all universes together is what an unsharded run would have
 * asked and been refused; and who goes on with the merged run goes on with all cases, not with those of a shard.
 */
function startOfMerged(shards: readonly ShardRun[], { started }: ShardRun): JournalEntry {
  const mergedFrom = shards.map((one) => ({ run: one.started.run, shard: shardText(one.shard) }));
  const untestable = shards.reduce((all, one) => union(all, one.started.untestable), EMPTY_SET);
  const at = shards.map(({ entries }) => entries[0]?.at ?? '').sort()[0] ?? '';
  const plan = { ...started.plan, shard: null };
  return { at, event: { ...started, run: nameOfMerged(at, mergedFrom), plan, untestable, mergedFrom } };
}

/** A name that sorts by time as those of other runs do, and is always the same for the same shards. */
function nameOfMerged(at: string, parts: readonly { readonly run: string }[]): string {
  const time = at.replace(/[-:]/g, '').replace(/\..*/, '').replace('T', '-');
  const digest = createHash('sha256')
    .update(parts.map(({ run }) => run).join('\n'))
    .digest('hex');
  return `run-${time}-${digest.slice(0, 8)}`;
}

/** How each case was prepared last, in the order of the corpus. */
function preparationsInOrder(shards: readonly ShardRun[], { all }: ShardPlan): JournalEntry[] {
  const preparations = new Map<string, JournalEntry>();
  for (const entry of shards.flatMap(({ entries }) => entries)) {
    const { event } = entry;
    if (event.type === 'case-prepared' || event.type === 'case-abandoned') preparations.set(event.case, entry);
  }
  return all.flatMap((one) => preparations.get(one.case) ?? []);
}

/** What got no verdict before a shard was resumed, or recovered from a fault, was tried anew there; a merged journal has one process only. */
function trialsOf({ entries, shard }: ShardRun): JournalEntry[] {
  const anew = (type: RunEvent['type']): boolean => type === 'run-resumed' || type === 'run-recovered';
  const begun = entries.findLastIndex(({ event }) => anew(event.type));
  return entries.flatMap((entry, position): JournalEntry[] => {
    const { event } = entry;
    if (event.type === 'trial-intended') {
      return [{ ...entry, event: { ...event, trial: renamed(event.trial, shard) } }];
    }
    if (event.type !== 'trial-observed') return [];
    const { observation } = event;
    if (position < begun && isPassing(observation.outcome)) return [];
    return [
      { ...entry, event: { ...event, observation: { ...observation, trial: renamed(observation.trial, shard) } } },
    ];
  });
}

function renamed(trial: string, { index }: ShardPlan): string {
  return `s${index}-${trial}`;
}

function endOf(shards: readonly ShardRun[]): JournalEntry {
  const ends = shards.flatMap(({ entries }) => entries.at(-1) ?? []);
  const finished = ends.flatMap(({ event }) => (event.type === 'run-finished' ? [event] : []));
  const fault = finished.find((event) => event.fault !== undefined)?.fault;
  const at =
    ends
      .map((entry) => entry.at)
      .sort()
      .at(-1) ?? '';
  return {
    at,
    event: {
      type: 'run-finished',
      status: finished.every(({ status }) => status === 'complete') ? 'complete' : 'partial',
      budgetSpent: finished.find(({ budgetSpent }) => budgetSpent !== null)?.budgetSpent ?? null,
      ...(fault !== undefined && { fault }),
    },
  };
}
