import { isDeepStrictEqual } from 'node:util';
import { EMPTY_SET, union } from '../capabilities/capability-set.ts';
import { HarnessError } from '../errors.ts';
import type { EventOf, JournalEntry } from './event.ts';
import { assertSameSettings } from './same-settings.ts';
import { type ShardPlan, shardPlan } from './shard-plan.ts';

/** The journal of a shard, and what to call it in a message. */
export interface ShardJournal {
  readonly name: string;
  readonly entries: readonly JournalEntry[];
}

interface PlannedShard extends ShardJournal {
  readonly plan: ShardPlan;
  readonly started: EventOf<'run-started'>;
}

/**
 * Merges the journals of all shards of one corpus into the journal that the unsharded run could have written. Trials are named
 * after their shard (`s2-t0017`).
 *
 * @throws HarnessError BAD_INPUT naming the run that is foreign, incomplete or contradictory, and why.
 */
export function mergeJournals(journals: readonly ShardJournal[], run: string): JournalEntry[] {
  const shards = journals.map(planned).toSorted((a, b) => a.plan.index - b.plan.index);
  const [first, ...others] = shards;
  if (first === undefined) throw new HarnessError('BAD_INPUT', 'There is no run to merge');
  for (const other of others) assertSameSettings(first, other);
  for (const other of others) assertSamePlan(first, other);
  assertEveryShard(shards);
  for (const shard of shards) assertFinished(shard);
  assertEveryCase(shards);
  assertSameBases(shards);
  return [startOfMerged(shards, first, run), ...plansInOrder(shards), ...shards.flatMap(trialsOf), endOfMerged(shards)];
}

function planned({ name, entries }: ShardJournal): PlannedShard {
  const started = entries[0]?.event;
  if (started?.type !== 'run-started') throw unmergeable(`${name} does not begin with the start of a run`);
  const plan = shardPlan.safeParse(started.settings['shard']);
  if (plan.success) return { name, entries, plan: plan.data, started };
  throw unmergeable(`${name} is no shard: it was run without --shard`);
}

function assertSamePlan(first: PlannedShard, other: PlannedShard): void {
  if (first.plan.of !== other.plan.of) {
    throw unmergeable(
      `${other.name} is shard ${shardText(other)}, and ${first.name} is shard ${shardText(first)}: not of one split`,
    );
  }
  if (isDeepStrictEqual(first.plan.all, other.plan.all)) return;
  const strange = onlyIn(first.plan.all, other.plan.all) ?? onlyIn(other.plan.all, first.plan.all);
  const what = strange === undefined ? 'the cases are in another order' : `only one of them has the case ${strange}`;
  throw unmergeable(`${other.name} and ${first.name} are shards of different corpora: ${what}`);
}

function onlyIn(some: readonly string[], others: readonly string[]): string | undefined {
  return some.find((id) => !others.includes(id));
}

function assertEveryShard(shards: readonly PlannedShard[]): void {
  const of = shards[0]?.plan.of ?? 0;
  for (const [position, shard] of shards.entries()) {
    const before = shards[position - 1];
    if (before?.plan.index === shard.plan.index) {
      throw unmergeable(`${before.name} and ${shard.name} are both shard ${shardText(shard)}`);
    }
  }
  const found = new Set(shards.map(({ plan }) => plan.index));
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((index) => !found.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => `${index}/${of}`).join(', ');
  throw new HarnessError(
    'BAD_INPUT',
    `The ${missing.length === 1 ? 'shard' : 'shards'} ${names} ${missing.length === 1 ? 'is' : 'are'} missing`,
    {
      hint: 'Name the directories of all shards; one that was not run yet is run by discover --shard.',
    },
  );
}

function assertFinished({ name, entries, ...shard }: PlannedShard): void {
  const last = entries.at(-1)?.event;
  if (last?.type === 'run-finished' && last.status !== 'interrupted') return;
  throw new HarnessError('BAD_INPUT', `${name}, shard ${shardText(shard)}, was interrupted`, {
    hint: `Go on with it: kaniko-caps discover --resume ${name}`,
  });
}

/** Each case of the corpus is planned in exactly the shard that it belongs to. */
function assertEveryCase(shards: readonly PlannedShard[]): void {
  const owners = new Map<string, PlannedShard>();
  for (const shard of shards) {
    for (const id of shard.plan.own) {
      const owner = owners.get(id);
      if (owner !== undefined) throw unmergeable(`${owner.name} and ${shard.name} both have the case ${id}`);
      owners.set(id, shard);
    }
    const ran = new Set(shard.entries.flatMap(({ event }) => ('case' in event ? [event.case] : [])));
    const lacking = shard.plan.own.find((id) => !ran.has(id));
    if (lacking !== undefined) throw unmergeable(`${shard.name} lacks its case ${lacking}`);
    const strange = [...ran].find((id) => !shard.plan.own.includes(id));
    if (strange !== undefined) throw unmergeable(`${shard.name} has the case ${strange}, which is not its own`);
  }
  const missing = shards[0]?.plan.all.find((id) => !owners.has(id));
  if (missing === undefined) return;
  throw unmergeable(`No shard has the case ${missing}: they were not split alike, as by different --prior records`);
}

/** A tag that was moved between two shards gives trials that never belonged to one run. */
function assertSameBases(shards: readonly PlannedShard[]): void {
  const seen = new Map<string, { readonly digest: string; readonly name: string }>();
  for (const { name, entries } of shards) {
    for (const { event } of entries) {
      if (event.type !== 'case-planned') continue;
      for (const { reference, digest } of event.bases) {
        const before = seen.get(reference) ?? { digest, name };
        if (before.digest !== digest) {
          throw unmergeable(`${name} built on ${reference} ${digest}, and ${before.name} on ${before.digest}`);
        }
        seen.set(reference, before);
      }
    }
  }
}

/** What the engine cannot grant of all universes together is what an unsharded run would have asked and been refused. */
function startOfMerged(shards: readonly PlannedShard[], { started }: PlannedShard, run: string): JournalEntry {
  const { shard: _, ...settings } = started.settings;
  const merged = shards.map((shard) => ({ run: shard.started.run, shard: shardText(shard) }));
  const untestable = shards.reduce((all, shard) => union(all, shard.started.untestable), EMPTY_SET);
  const at = earliest(shards.map(({ entries }) => entries[0]?.at ?? ''));
  return { at, event: { ...started, run, untestable, settings: { ...settings, merged } } };
}

/** The latest plan of each case, in the order of the corpus. */
function plansInOrder(shards: readonly PlannedShard[]): JournalEntry[] {
  const plans = new Map<string, JournalEntry>();
  for (const entry of shards.flatMap(({ entries }) => entries)) {
    const { event } = entry;
    if (event.type === 'case-planned' || event.type === 'case-abandoned') plans.set(event.case, entry);
  }
  return (shards[0]?.plan.all ?? []).flatMap((id) => plans.get(id) ?? []);
}

/** What an earlier process of a shard got no verdict on was tried anew there; a merged journal has one process only. */
function trialsOf({ entries, plan }: PlannedShard): JournalEntry[] {
  const resumed = entries.findLastIndex(({ event }) => event.type === 'run-resumed');
  return entries.flatMap((entry, position): JournalEntry[] => {
    const { event } = entry;
    if (event.type === 'trial-intended') {
      return [{ ...entry, event: { ...event, trial: renamed(event.trial, plan) } }];
    }
    if (event.type !== 'trial-observed') return [];
    const { observation } = event;
    if (position < resumed && observation.outcome.kind === 'infrastructure') return [];
    return [
      { ...entry, event: { ...event, observation: { ...observation, trial: renamed(observation.trial, plan) } } },
    ];
  });
}

function renamed(trial: string, { index }: ShardPlan): string {
  return `s${index}-${trial}`;
}

function endOfMerged(shards: readonly PlannedShard[]): JournalEntry {
  const ends = shards.flatMap(({ entries }) => entries.at(-1) ?? []);
  const finished = ends.flatMap(({ event }) => (event.type === 'run-finished' ? [event] : []));
  return {
    at:
      ends
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? '',
    event: {
      type: 'run-finished',
      status: finished.every(({ status }) => status === 'complete') ? 'complete' : 'partial',
      budgetSpent: finished.find(({ budgetSpent }) => budgetSpent !== null)?.budgetSpent ?? null,
    },
  };
}

function earliest(times: readonly string[]): string {
  return [...times].sort()[0] ?? '';
}

function shardText({ plan }: Pick<PlannedShard, 'plan'>): string {
  return `${plan.index}/${plan.of}`;
}

function unmergeable(message: string): HarnessError {
  return new HarnessError('BAD_INPUT', message, {
    hint: 'Merge the shards of one discovery: the same cases, builder, engine and options, each with its own --shard.',
  });
}
