import * as z from 'zod';

/** Verdicts that rest on implication, of which a sample was tried. */
const auditedStratum = z.object({
  /** How many sets of this kind there are besides the minimal sets' neighbours. */
  population: z.number(),
  /** How many of them were drawn uniformly, without replacement, and tried. */
  tried: z.number(),
  /** How many of those showed another verdict than the implied one. */
  disagreed: z.number(),
  /** With the confidence of the audit, at most this many of the population have another verdict. */
  atMostWrong: z.number(),
});

/** How the assumption that more capabilities never hurt was tested. */
export const audit = z.object({
  /** The confidence of `atMostWrong`. */
  confidence: z.number(),
  /** Decides which sets were drawn. */
  seed: z.number(),
  faithful: auditedAnswer(),
  exitZero: auditedAnswer(),
  /** Trials that were run for the audit alone, and the time they took together. */
  trials: z.number(),
  totalMs: z.number(),
  /** The part of the time of all trials of the case that the audit was allowed, and took, from 0 to 1. */
  shareAllowed: z.number(),
  share: z.number(),
});

/** What an audit of one answer tried. */
function auditedAnswer() {
  const neighbours = z.object({ count: z.number(), tried: z.number(), disagreed: z.number() });
  return z.object({
    /** Subsets of the minimal sets: all proper ones of sets of up to four members, else those with one member less. */
    below: neighbours,
    /** The minimal sets with one capability more. */
    above: neighbours,
    impliedPass: auditedStratum,
    impliedFail: auditedStratum,
  });
}

/** What an audit of one answer tried. */
export type AuditedAnswer = z.output<ReturnType<typeof auditedAnswer>>;
