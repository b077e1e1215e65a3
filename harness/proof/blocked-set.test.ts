import { expect, test } from 'vitest';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { InfrastructureClass } from '../vocabulary/trial-outcome.ts';
import { blockedSet } from './blocked-set.ts';

/** That many trials of one set which ended without a verdict. */
function blockedAfter(count: number, kind: InfrastructureClass) {
  const outcome = { kind: 'infrastructure', class: kind, message: 'why' } as const;
  const observation: Observation = {
    trial: 't0001',
    capabilities: EMPTY_SET,
    purpose: 'search',
    variation: null,
    alone: false,
    evidence: null,
    outcome,
    log: [],
    startedAt: '2026-01-01T12:00:00.000Z',
    durationMs: 1,
    readyMs: null,
    witness: null,
    registry: null,
  };
  return blockedSet({ trials: Array.from({ length: count }, () => ({ observation, verdict: outcome })) });
}

test('a set is given up when its trials end without a verdict three times', () => {
  expect(blockedAfter(2, 'registry')).toBeUndefined();
  expect(blockedAfter(3, 'registry')).toMatchObject({ set: EMPTY_SET, last: { message: 'why' } });
});

test('a set whose image is larger than is read is given up at once: another build would leave the same', () => {
  expect(blockedAfter(1, 'image-beyond-bounds')).toMatchObject({ set: EMPTY_SET, last: { message: 'why' } });
});
