import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Verdict } from '../vocabulary/verdict.ts';
import { type CaseState, isConclusive } from './case-state.ts';

/** How many trials without a verdict on the build a set may have before the case is given up. */
const INFRASTRUCTURE_LIMIT = 3;

/** A set whose trials end without a verdict on the build again and again, with the last reason. */
export function blockedSet({ trials }: Pick<CaseState, 'trials'>): { set: CapabilitySet; message: string } | undefined {
  const counts = new Map<CapabilitySet, number>();
  for (const { observation, verdict } of trials) {
    const { capabilities } = observation;
    if (isConclusive(verdict)) counts.delete(capabilities);
    if (verdict.kind !== 'infrastructure' && verdict.kind !== 'untestable') continue;
    const count = (counts.get(capabilities) ?? 0) + 1;
    counts.set(capabilities, count);
    if (count >= INFRASTRUCTURE_LIMIT || isFinal(verdict)) {
      return { set: capabilities, message: verdict.message };
    }
  }
  return undefined;
}

/** Whether another trial would end the same: the engine cannot grant the set, or the image that its builds leave is not read. */
function isFinal(verdict: Verdict): boolean {
  if (verdict.kind === 'infrastructure') return verdict.class === 'image-beyond-bounds';
  return verdict.kind === 'untestable';
}
