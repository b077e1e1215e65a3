import * as z from 'zod';
import { type CapabilitySet, fromMask, intersection } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import type { Oracle } from './oracles.ts';

const maskSchema = z
  .string()
  .regex(/^(0x)?[0-9a-f]{1,16}$/i)
  .transform((text) => fromMask(BigInt(text.startsWith('0x') ? text : `0x${text}`)));

function masksToSets(asked: Readonly<Record<string, CapabilitySet>>): Map<CapabilitySet, CapabilitySet> {
  return new Map(Object.entries(asked).map(([set, own]) => [maskSchema.parse(set), own]));
}

const truthTableSchema = z.object({
  universe: z.array(z.string()).transform((names) => parseSet(names.join(',') || 'none')),
  case: z.string(),
  builder: z.string(),
  passing: z.object({ faithful: z.array(maskSchema), exitZero: z.array(maskSchema) }),
  asked: z.record(z.string(), maskSchema).transform(masksToSets).exactOptional(),
});

/** Every subset of a universe, run with a real builder; those that are not listed failed. */
export interface KnownBuilds {
  readonly universe: CapabilitySet;
  readonly case: string;
  readonly builder: string;
  /** The kernel masks of the sets that passed, in each sense of success. */
  readonly passing: { readonly faithful: readonly CapabilitySet[]; readonly exitZero: readonly CapabilitySet[] };
  /** What the kernel was asked about in the trial of a set, where the trial decides more than its own set; absent in older tables. */
  readonly asked?: ReadonlyMap<CapabilitySet, CapabilitySet>;
}

/** The two senses of success. */
export type Success = keyof KnownBuilds['passing'];

/** Reads the text of a truth table file. */
export function parseTruthTable(text: string): KnownBuilds {
  return truthTableSchema.parse(JSON.parse(text));
}

/** Answers as the builder did. */
export function oracleOfTruthTable(table: KnownBuilds, success: Success): Oracle {
  const passing = new Set(table.passing[success]);
  return (set) => (passing.has(set) ? 'pass' : 'fail');
}

/** What a watched trial of the set shows; of the capabilities that are not in the table, the build is taken to ask nothing. */
export function factOfTruthTable(table: KnownBuilds, success: Success, set: CapabilitySet, trial: string): Fact {
  const own = intersection(set, table.universe);
  const outcome = table.passing[success].includes(own) ? 'pass' : 'fail';
  const asked = table.asked?.get(own);
  return { set, outcome, trial, ...(asked !== undefined && { asked }) };
}
