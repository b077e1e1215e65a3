import * as z from 'zod';
import type { ComparedCase, ComparedLoss } from './compared-case.ts';

/** A capability whose lack shows otherwise than it did. */
export const lossChange = z.object({
  capability: z.string(),
  /** `became-error`: the image silently lost something, now the build fails. `became-silent`: the reverse. */
  kind: z.enum(['became-error', 'became-silent']),
  trialsBefore: z.array(z.string()).readonly(),
  trialsAfter: z.array(z.string()).readonly(),
  /** What is lost silently, or what the build says: that of the later one. */
  shown: z.array(z.string()).readonly(),
});

/** A capability whose lack shows otherwise than it did. */
export type LossChange = z.output<typeof lossChange>;

/** The capabilities whose lack was silent and is an error now, or the reverse; what is no loss on one side is no change here. */
export function lossChanges(before: ComparedCase, after: ComparedCase): LossChange[] {
  const capabilities = [...new Set(before.losses.map(({ capability }) => capability))];
  return capabilities.flatMap((capability) => {
    const [old, now] = [lossesOf(before, capability), lossesOf(after, capability)];
    const kind = changeOf(silenceOf(old), silenceOf(now));
    if (kind === undefined) return [];
    return [
      {
        capability,
        kind,
        trialsBefore: old.flatMap(({ trials }) => trials),
        trialsAfter: now.flatMap(({ trials }) => trials),
        shown: now.flatMap(({ differences, message }) => [...differences, ...(message === null ? [] : [message])]),
      },
    ];
  });
}

function lossesOf({ losses }: ComparedCase, capability: string): ComparedLoss[] {
  return losses.filter((loss) => loss.capability === capability);
}

/** Whether the lack is silent or not whatever else is granted; undefined where that depends, or where it is no loss. */
function silenceOf(losses: readonly ComparedLoss[]): boolean | undefined {
  const [first] = losses;
  if (first === undefined) return undefined;
  const silent = first.verdict === 'degraded';
  return losses.every(({ verdict }) => (verdict === 'degraded') === silent) ? silent : undefined;
}

function changeOf(before: boolean | undefined, after: boolean | undefined): LossChange['kind'] | undefined {
  if (before === undefined || after === undefined || before === after) return undefined;
  return before ? 'became-error' : 'became-silent';
}
