import * as z from 'zod';
import { setsInline } from '../../report/blocks/answer/answer-text.ts';
import { safeText, shorten } from '../../text/plain-text.ts';
import { trialsText } from '../../text/set-text.ts';
import { capabilityNames } from '../../vocabulary/capability-names.ts';
import { LONGEST } from '../shown/check-proof-text.ts';

/** What is said of a lack that shows otherwise than it did. */
export const SILENCE_FIELDS = {
  /** What is lacking; null where it is not one capability that tells. */
  capability: z.string().nullable(),
  /** What was granted when it showed; null where each set without the capability shows it. */
  set: capabilityNames.readonly().nullable(),
  /** Trials of the checked run. */
  trials: z.array(z.string()).readonly(),
  shown: z.array(z.string()).readonly(),
};

/** A lack that shows otherwise than it did. */
export type ChangedSilence = z.output<z.ZodObject<typeof SILENCE_FIELDS>>;

/** What kinds of change have in common that are about how a lack shows. */
export const OF_SILENCE = {
  subject: ({ capability, set }: ChangedSilence) => capability ?? set?.join() ?? '',
  trials: ({ trials }: ChangedSilence) => trials,
  capabilities: ({ capability }: ChangedSilence) => (capability === null ? [] : [capability]),
};

/** How a lack showed, and how it shows now. */
export function silenceLine(was: string, is: string, { capability, set, trials, shown }: ChangedSilence): string {
  const when = capability === null ? `with ${setsInline([set ?? []])} alone` : `without ${safeText(capability)}`;
  const what = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], LONGEST))}`;
  return `${when}: was ${was}, now ${is}${trialsText(trials)}${what}`;
}
