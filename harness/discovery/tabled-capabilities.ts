import { z } from 'zod';
import { type CapabilitySet, intersection } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';

const asked = z.object({ options: z.object({ exhaustive: z.boolean(), over: z.string().optional() }) });

/** The capabilities of which a run was to try every subset, from what the user asked for; undefined if it was a search. */
export function tabledCapabilities(
  remembered: Readonly<Record<string, unknown>>,
  universe: CapabilitySet,
): CapabilitySet | undefined {
  const { options } = asked.safeParse(remembered).data ?? {};
  if (options?.exhaustive !== true) return undefined;
  return options.over === undefined ? universe : intersection(setOfNames(options.over.split(/[\s,]+/)), universe);
}
