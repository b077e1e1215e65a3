import { type CapabilitySet, EMPTY_SET, formatSet } from '../capabilities/capability-set.ts';
import { CAUSE_WORDS } from '../vocabulary/infrastructure-cause.ts';
import type { Verdict } from '../vocabulary/verdict.ts';
import { type CaseState, isConclusive } from './case-state.ts';

/** How many trials without a verdict on the build a set may have before the case is given up. */
const INFRASTRUCTURE_LIMIT = 3;

/** A set whose trials end without a verdict on the build again and again. */
export interface BlockedSet {
  readonly set: CapabilitySet;
  /** How many of them did so, since the last that had a verdict. */
  readonly count: number;
  /** How the last of them ended. */
  readonly last: Extract<Verdict, { kind: 'infrastructure' | 'untestable' }>;
}

/** A set whose trials end without a verdict on the build again and again, if there is one. */
export function blockedSet({ trials }: Pick<CaseState, 'trials'>): BlockedSet | undefined {
  const counts = new Map<CapabilitySet, number>();
  for (const { observation, verdict } of trials) {
    const { capabilities: set } = observation;
    if (isConclusive(verdict)) counts.delete(set);
    if (verdict.kind !== 'infrastructure' && verdict.kind !== 'untestable') continue;
    const count = (counts.get(set) ?? 0) + 1;
    counts.set(set, count);
    if (count >= INFRASTRUCTURE_LIMIT || isFinal(verdict)) return { set, count, last: verdict };
  }
  return undefined;
}

/** Whether another trial would end the same: the engine cannot grant the set, or the image that its builds leave is not read. */
function isFinal(verdict: Verdict): boolean {
  if (verdict.kind === 'infrastructure') return verdict.class === 'image-beyond-bounds';
  return verdict.kind === 'untestable';
}

/** What was tried how often, what was in the way, and what it said. */
export function blockedReason({ set, count, last }: BlockedSet, universe: CapabilitySet): string {
  const named = set === EMPTY_SET ? 'no capability' : formatSet(set);
  const granted = set === universe ? 'everything granted' : named;
  if (last.kind === 'untestable') return `the engine did not start a trial with ${granted}: ${last.message}`;
  const trials = count === 1 ? '1 trial' : `${count} trials`;
  return `no verdict in ${trials} with ${granted}, because of ${CAUSE_WORDS[last.class]}: ${last.message}`;
}
