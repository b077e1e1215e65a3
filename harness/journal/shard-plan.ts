import { z } from 'zod';

/** What a shard's journal says of the whole, so that a merge knows what belongs together; the rest of the run is its own. */
export const shardPlan = z.object({
  index: z.number(),
  of: z.number(),
  /** All cases of the unsharded run, in its order. */
  all: z.array(
    z.object({
      case: z.string(),
      /** SHA-256 of its context and settings, as this shard found them: all shards must mean the same cases. */
      sha256: z.string(),
    }),
  ),
  /** The ids of those of this shard. */
  own: z.array(z.string()),
});

/** What a shard's journal says of the whole. */
export type ShardPlan = z.output<typeof shardPlan>;
