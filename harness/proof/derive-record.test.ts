import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import { plannedCaseOf, planOf } from '../testing/examples/plans.ts';
import { recordOf } from '../testing/examples/records.ts';
import { scriptedBuilder } from '../testing/scripted/scripted-builder.ts';
import type { Observation } from '../vocabulary/observation.ts';
import type { EventOf, JournalEntry, RunEvent } from '../vocabulary/run-event.ts';
import type { TrialOutcome } from '../vocabulary/trial-outcome.ts';
import { deriveRecord } from './derive-record.ts';
import type { FingerprintSource } from './images/remembered-comparison.ts';

const NO_FINGERPRINTS: FingerprintSource = () => {
  throw new Error('nothing is built');
};

const STARTED: RunEvent = {
  type: 'run-started',
  run: 'run-1',
  toolVersion: '0.1.0',
  plan: planOf([plannedCaseOf('example', setOf('CHOWN'))]),
  builder: scriptedBuilder().identity,
  environment: recordOf([]).environment,
  alwaysGranted: EMPTY_SET,
  untestable: EMPTY_SET,
  mergedFrom: [],
};

const PREPARED: RunEvent = {
  type: 'case-prepared',
  case: 'example',
  universe: setOf('CHOWN'),
  contextSha256: '0'.repeat(64),
  bases: [],
  variations: [],
};

const FAULT: TrialOutcome = { kind: 'infrastructure', class: 'registry', message: 'HTTP status 503' };
const FAILURE: TrialOutcome = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'instruction', instruction: null, message: 'no', signature: 'no' },
};

let trials = 0;
function observed(outcome: TrialOutcome): RunEvent {
  trials += 1;
  const observation: Observation = {
    trial: `t${trials}`,
    capabilities: setOf('CHOWN'),
    evidence: null,
    outcome,
    log: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 100,
    purpose: 'search',
    variation: null,
    alone: true,
    readyMs: null,
    witness: null,
    registry: null,
  };
  return { type: 'trial-observed', case: 'example', observation };
}

/** One event a second. */
function journal(...events: readonly RunEvent[]): JournalEntry[] {
  return events.map((event, index) => ({ at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(), event }));
}

const finished = (status: 'complete' | 'partial' | 'interrupted'): EventOf<'run-finished'> => ({
  type: 'run-finished',
  status,
  budgetSpent: null,
});

describe('the record of a journal', () => {
  it('is interrupted as long as its last process has not ended by itself, also after an earlier one had', () => {
    const statusOf = (...events: readonly RunEvent[]) =>
      deriveRecord(journal(STARTED, PREPARED, ...events), NO_FINGERPRINTS).run.status;
    const failed = [observed(FAILURE), observed(FAILURE)];
    expect(statusOf()).toBe('interrupted');
    expect(statusOf(...failed, finished('interrupted'))).toBe('interrupted');
    expect(statusOf(finished('complete'))).toBe('partial');
    expect(statusOf(...failed, finished('complete'))).toBe('complete');
    expect(statusOf(...failed, finished('complete'), { type: 'run-resumed' })).toBe('interrupted');
  });

  it('blocks a case after three faults, until somebody goes on with the run', () => {
    const blocked = [STARTED, PREPARED, observed(FAULT), observed(FAULT), observed(FAULT)];
    const before = deriveRecord(journal(...blocked, finished('complete')), NO_FINGERPRINTS);
    const reason = "no verdict in 3 trials with everything granted, because of the sandbox's registry: HTTP status 503";
    expect(before.cases[0]).toMatchObject({ status: 'infrastructure', reason });
    expect(before.run.status).toBe('partial');
    for (const over of [{ type: 'run-resumed' }, { type: 'run-recovered', fault: 'the registry' }] as const) {
      const resumed = journal(...blocked, over, PREPARED, observed(FAILURE), observed(FAILURE), finished('complete'));
      const after = deriveRecord(resumed, NO_FINGERPRINTS);
      expect(after.cases[0]).toMatchObject({ status: 'reference-failed', trials: { count: 2 } });
      expect(after.run).toMatchObject({ status: 'complete', trials: 5 });
    }
  });

  it('asks again also what the engine once did not start', () => {
    const refused = observed({ kind: 'ungrantable', message: 'unable to apply caps' });
    const before = deriveRecord(journal(STARTED, PREPARED, refused, finished('complete')), NO_FINGERPRINTS);
    expect(before).toMatchObject({ run: { status: 'partial' }, cases: [{ status: 'infrastructure' }] });
    const after = deriveRecord(journal(STARTED, PREPARED, refused, { type: 'run-resumed' }), NO_FINGERPRINTS);
    expect(after.cases[0]).toMatchObject({ status: 'partial', trials: { count: 0 } });
  });

  it('says what ended a run before a case was decided', () => {
    const end: RunEvent = { ...finished('partial'), fault: 'the engine does not answer' };
    expect(deriveRecord(journal(STARTED, PREPARED, end), NO_FINGERPRINTS)).toMatchObject({
      run: { status: 'partial' },
      cases: [{ reason: 'there is no reference image yet, because the run stopped: the engine does not answer' }],
    });
  });

  it('does not count the pause before a run is gone on with', () => {
    const [first, second, ...rest] = journal(STARTED, PREPARED, { type: 'run-resumed' }, finished('complete'));
    const later = rest.map(({ at, event }) => ({ at: at.replace('2026-01-01', '2026-01-02'), event }));
    const entries = [first, second, ...later].filter((entry) => entry !== undefined);
    expect(deriveRecord(entries, NO_FINGERPRINTS).run.wallMs).toBe(2_000);
  });

  it('lists a case that could not be tried, with the reason, and asks nothing of the profile for it', () => {
    const abandoned: RunEvent = {
      type: 'case-abandoned',
      case: 'example',
      universe: setOf('CHOWN'),
      reason: 'no base image',
    };
    const record = deriveRecord(journal(STARTED, abandoned, finished('complete')), NO_FINGERPRINTS);
    expect(record.cases).toMatchObject([{ id: 'example', status: 'infrastructure', reason: 'no base image' }]);
    expect(record.profile).toEqual({ faithful: [], exitZero: [] });
  });

  it('lists a Dockerfile that cannot be used, in the first shard alone', () => {
    const invalid = [{ id: 'bad', file: 'bad/Dockerfile', code: 'BAD_DOCKERFILE', reason: 'no FROM', line: 1 }];
    const casesOf = (index: number) => {
      const plan = planOf([plannedCaseOf('example', setOf('CHOWN'))], { invalid });
      const shard = index === 0 ? null : { index, of: 2, all: [], own: [] };
      const started: RunEvent = { ...STARTED, plan: { ...plan, shard } };
      return deriveRecord(journal(started, finished('complete')), NO_FINGERPRINTS).cases;
    };
    expect(casesOf(0)).toMatchObject([{ id: 'bad', status: 'invalid', reason: 'no FROM', invalid: { line: 1 } }]);
    expect(casesOf(1)).toHaveLength(1);
    expect(casesOf(2)).toEqual([]);
  });

  it('is refused of a journal without a beginning', () => {
    expect(() => deriveRecord(journal(PREPARED), NO_FINGERPRINTS)).toThrow(
      expect.objectContaining({ code: 'RUN_DAMAGED' }),
    );
  });
});
