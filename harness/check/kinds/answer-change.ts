import * as z from 'zod';
import { isSubset, union } from '../../capabilities/capability-set.ts';
import { parseSet, setOfNames } from '../../capabilities/parse-set.ts';
import { namedSets } from '../../comparison/named-sets.ts';
import type { LockException } from '../../lock/lock-file.ts';
import { setsInline } from '../../report/blocks/answer-text.ts';
import { besidesOf } from '../check-proof.ts';
import { setProof } from '../set-proof.ts';
import { proofLines } from '../shown/check-proof-text.ts';

/** What a change of an answer says, whatever kind it is. */
export const ANSWER_FIELDS = {
  /** The minimal sets that are locked. */
  locked: namedSets,
  /** Those that were found; empty if none of the universe serves. */
  found: namedSets,
  proofs: z.array(setProof).readonly(),
};

/** An answer that is not as locked. */
export type ChangedAnswer = z.output<z.ZodObject<typeof ANSWER_FIELDS>>;

/** What kinds of change have in common that are about the answer "same image". */
export const OF_SAME_IMAGE = {
  lines: (change: ChangedAnswer) => answerLines('same image', change),
  subject: () => 'faithful',
  trials: provingTrials,
  capabilities: missingCapabilities,
};

/** An answer before and now, with what proves it. */
export function answerLines(name: string, { locked, found, proofs }: ChangedAnswer): string[] {
  return [
    `${name}: locked ${setsInline(locked)}; now ${setsInline(found)}`,
    ...proofs.flatMap(proofLines).map((line) => `  ${line}`),
  ];
}

/** The trials that prove a change of an answer. */
export function provingTrials({ proofs }: ChangedAnswer): string[] {
  return proofs.flatMap(({ failing, serving }) => [failing, serving].flatMap((tried) => tried?.trials ?? []));
}

/** What the locked sets that no longer serve do without. */
export function missingCapabilities({ proofs }: ChangedAnswer): string[] {
  return proofs.flatMap((proof) => (proof.serves === 'now' ? [] : (besidesOf(proof) ?? [])));
}

/**
 * Whether each locked set that no longer serves does so again with what the exception allows besides. One that holds what serves
 * now is hurt by something in it, which nothing that is added is known to repair.
 */
export function staysWithin({ proofs, found }: ChangedAnswer, { capabilities }: LockException): boolean {
  if (capabilities === undefined) return true;
  const besides = parseSet(capabilities);
  return proofs
    .filter(({ serves }) => serves === 'locked')
    .every(({ set }) => {
      const granted = union(setOfNames(set), besides);
      const isHurt = found.some((needed) => isSubset(setOfNames(needed), setOfNames(set)));
      return !isHurt && found.some((needed) => isSubset(setOfNames(needed), granted));
    });
}
