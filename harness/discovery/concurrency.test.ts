import { describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { createConcurrency } from './concurrency.ts';

const BUILT: TrialOutcome = { kind: 'built', fingerprint: 'f'.repeat(64) };
const OUT_OF_MEMORY: TrialOutcome = { kind: 'infrastructure', class: 'memory', message: 'killed for want of memory' };

function trial({
  outcome = BUILT,
  readyMs = 200,
}: {
  outcome?: TrialOutcome;
  readyMs?: number | null;
} = {}): Observation {
  return {
    trial: 't0001',
    capabilities: EMPTY_SET,
    purpose: 'search',
    variation: null,
    alone: false,
    evidence: null,
    outcome,
    log: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1_000,
    readyMs,
    witness: null,
    registry: null,
  };
}

function allowedAfter(jobs: number, ...trials: readonly Observation[]): number {
  const concurrency = createConcurrency(jobs);
  for (const one of trials) concurrency.note(one);
  return concurrency.allowed();
}

function times(count: number, one: Observation): Observation[] {
  return Array.from({ length: count }, () => one);
}

describe('how many trials run at once', () => {
  it('is what was asked for as long as all goes well, and never more', () => {
    expect(allowedAfter(4, ...times(100, trial()))).toBe(4);
  });

  it.each(['memory', 'disk'] as const)('is halved when a trial lacks %s, and never less than one', (lack) => {
    const lacking = trial({ outcome: { kind: 'infrastructure', class: lack, message: 'none left' }, readyMs: null });
    expect(allowedAfter(8, lacking)).toBe(4);
    expect(allowedAfter(8, ...times(9, lacking))).toBe(1);
  });

  it('is not lowered for a fault of the registry: fewer trials would not mend it', () => {
    const fault = trial({ outcome: { kind: 'infrastructure', class: 'registry', message: '503' }, readyMs: null });
    expect(allowedAfter(8, ...times(9, fault))).toBe(8);
  });

  it('is lowered by one when several containers in a row are slow to start, not for a single one', () => {
    const slow = trial({ readyMs: 4_000 });
    expect(allowedAfter(8, trial(), slow, trial(), slow, trial(), slow)).toBe(8);
    expect(allowedAfter(8, trial(), slow, slow, slow)).toBe(7);
  });

  it('is not lowered on an engine that is slow from the first trial on: that is its pace, not its load', () => {
    expect(allowedAfter(8, ...times(20, trial({ readyMs: 4_000 })))).toBe(8);
  });

  it('comes back one by one once trials go well again', () => {
    const lowered = [trial({ outcome: OUT_OF_MEMORY, readyMs: null })];
    expect(allowedAfter(4, ...lowered, ...times(7, trial()))).toBe(2);
    expect(allowedAfter(4, ...lowered, ...times(8, trial()))).toBe(3);
    expect(allowedAfter(4, ...lowered, ...times(200, trial()))).toBe(4);
  });
});
