import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { Outcome } from '../../vocabulary/answer.ts';
import type { AuditedAnswer } from '../../vocabulary/audit.ts';
import type { Borders } from '../ledger/certificate.ts';
import { drawImplied } from './draw-implied.ts';
import { countImplied, impliedVerdicts, type Stratum } from './implied-verdicts.ts';
import { neighbourhoodOfAll } from './neighbourhood.ts';
import { atMostWrong } from './wrong-verdicts-bound.ts';

/** The plan of an audit, fixed before its first trial, and what is known of the sets it names. */
export interface AuditPlan {
  /** The borders of a complete ledger. */
  readonly borders: Borders;
  /** What the trials of the set itself showed; undefined without any. */
  readonly observed: (set: CapabilitySet) => Outcome | undefined;
  /** Decides which sets are drawn. */
  readonly seed: number;
  /** How many sets to draw beside the neighbours: half from each kind of implied verdict, an odd one from the failures. */
  readonly samples: number;
}

/**
 * The sets that audits have still to try, one of each in turn, so that none goes short where the time does not go far. Each
 * begins with what lies below the minimal sets, for its failures are cheap, then takes what lies above, then the drawn failures
 * and passes in turn.
 */
export function auditQuestions(...plans: readonly AuditPlan[]): CapabilitySet[] {
  // The turns go by the whole lists: of what is left of them, the first would always be of the same audit.
  return inTurn(plans.map(auditOrder)).filter((set) => plans.some(({ observed }) => observed(set) === undefined));
}

/** All sets that an audit wants tried. */
function auditOrder(plan: AuditPlan): CapabilitySet[] {
  const { below, above } = neighbourhoodOfAll(plan.borders.minimalSets, plan.borders.universe);
  const { fails, passes } = drawSamples(plan);
  return [...new Set([...below, ...above, ...inTurn([fails, passes])])];
}

function inTurn(lists: readonly (readonly CapabilitySet[])[]): CapabilitySet[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  const places = Array.from({ length: longest }, (_, index) => index);
  return [...new Set(places.flatMap((index) => lists.flatMap((list) => list.slice(index, index + 1))))];
}

/** What the audit showed of one answer so far. */
export function auditedAnswer(plan: AuditPlan & { readonly confidence: number }): AuditedAnswer {
  const { borders, observed } = plan;
  const { below, above } = neighbourhoodOfAll(borders.minimalSets, borders.universe);
  const { impliedPass, impliedFail } = impliedVerdicts(borders);
  const { fails, passes } = drawSamples(plan);
  return {
    below: { count: below.length, ...compare(below, 'fail', observed) },
    above: { count: above.length, ...compare(above, 'pass', observed) },
    impliedPass: auditedStratum(impliedPass, passes, plan),
    impliedFail: auditedStratum(impliedFail, fails, plan),
  };
}

function drawSamples({ borders, seed, samples }: AuditPlan) {
  const { impliedPass, impliedFail } = impliedVerdicts(borders);
  return {
    fails: drawImplied(impliedFail, seed, Math.ceil(samples / 2)),
    passes: drawImplied(impliedPass, seed, Math.floor(samples / 2)),
  };
}

function auditedStratum(
  stratum: Stratum,
  drawn: readonly CapabilitySet[],
  { observed, confidence }: AuditPlan & { readonly confidence: number },
): AuditedAnswer['impliedPass'] {
  const population = countImplied(stratum);
  // Failures end sooner than passes. What has ended of an audit cut short is no uniform sample; what was drawn first is one.
  const firstUntried = drawn.findIndex((set) => observed(set) === undefined);
  const result = compare(drawn.slice(0, firstUntried === -1 ? undefined : firstUntried), stratum.outcome, observed);
  return { population, ...result, atMostWrong: atMostWrong({ population, ...result, confidence }) };
}

function compare(sets: readonly CapabilitySet[], implied: Outcome, observed: AuditPlan['observed']) {
  const outcomes = sets.map(observed).filter((outcome) => outcome !== undefined);
  return { tried: outcomes.length, disagreed: outcomes.filter((outcome) => outcome !== implied).length };
}
