import { HarnessError } from '../../errors.ts';
import type { EventOf, JournalEntry } from '../../vocabulary/run-event.ts';
import type { ShardPlan } from '../../vocabulary/run-plan.ts';

/** The journal of a run, and what to call it in a message. */
export interface NamedJournal {
  readonly name: string;
  readonly entries: readonly JournalEntry[];
}

/** The run of one shard. */
export interface ShardRun extends NamedJournal {
  readonly shard: ShardPlan;
  readonly started: EventOf<'run-started'>;
}

/**
 * Reads what a journal says of the whole that its run is a part of.
 *
 * @throws HarnessError if it is no part of any.
 */
export function shardRun({ name, entries }: NamedJournal): ShardRun {
  const started = entries[0]?.event;
  if (started?.type !== 'run-started') {
    throw new HarnessError('RUN_DAMAGED', `${name} does not begin with the start of a run`, {
      hint: 'The beginning of its journal is missing. Restore it, or run the shard again.',
    });
  }
  const { shard } = started.plan;
  if (shard !== null) return { name, entries, shard, started };
  throw new HarnessError(
    'SHARDS_DO_NOT_MATCH',
    `${name} is not a shard: it was run without --shard, or is already merged`,
    {
      hint: 'Merge only runs of `discover --shard`.',
    },
  );
}
