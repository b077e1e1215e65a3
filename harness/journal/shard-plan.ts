import { z } from 'zod';

/** What a shard's journal says of the whole, so that a merge knows what belongs together; the rest of the run is its own. */
export const shardPlan = z.object({
  index: z.number(),
  of: z.number(),
  /** The ids of all cases of the unsharded run, in its order. */
  all: z.array(z.string()),
  /** Those of this shard. */
  own: z.array(z.string()),
});

/** What a shard's journal says of the whole. */
export type ShardPlan = z.output<typeof shardPlan>;
