import * as z from 'zod';

/** The turn of a trial in a pod that it shared with others. */
export const sharedPodTurn = z.object({
  pod: z.string(),
  /** Counted from 1. */
  turn: z.number(),
  /** How many trials shared the pod. */
  of: z.number(),
  /** Why each pod before this one was of no use to it before its turn came. */
  moves: z.array(z.string()).readonly(),
});

/** The turn of a trial in a pod that it shared with others. */
export type SharedPodTurn = z.output<typeof sharedPodTurn>;
