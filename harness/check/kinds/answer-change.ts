import * as z from 'zod';
import { difference, EMPTY_SET, isSubset, namesOf, sizeOf, union } from '../../capabilities/capability-set.ts';
import { parseSet, setOfNames } from '../../capabilities/parse-set.ts';
import { namedSets } from '../../comparison/named-sets.ts';
import type { LockException } from '../../lock/lock-file.ts';
import { setsInline } from '../../report/blocks/answer/answer-text.ts';
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

/** Which exceptions cover a change of an answer: those for a change of this name that allow enough. */
export function exceptionsFor<Change extends ChangedAnswer>(nameOf: (change: Change) => string) {
  return {
    isCoveredBy: (change: Change, exception: LockException) =>
      exception.accepts === nameOf(change) && neededBeyond(change, exception)?.length === 0,
    shortfall: (change: Change, exception: LockException) =>
      exception.accepts === nameOf(change) ? neededBeyond(change, exception) : undefined,
  };
}

/**
 * What the locked sets that no longer serve need beyond what the exception allows besides them, to serve again; null where nothing
 * that is added is known to help. A locked set that holds what serves now is hurt by something in it, which more may not repair.
 */
function neededBeyond({ proofs, found }: ChangedAnswer, { capabilities }: LockException): readonly string[] | null {
  if (capabilities === undefined) return [];
  const besides = parseSet(capabilities);
  let beyond = EMPTY_SET;
  for (const { set } of proofs.filter(({ serves }) => serves === 'locked')) {
    const granted = union(setOfNames(set), besides);
    const isHurt = found.some((needed) => isSubset(setOfNames(needed), setOfNames(set)));
    const lacking = found.map((needed) => difference(setOfNames(needed), granted));
    const [least] = lacking.toSorted((a, b) => sizeOf(a) - sizeOf(b));
    if (isHurt || least === undefined) return null;
    beyond = union(beyond, least);
  }
  return namesOf(beyond);
}
