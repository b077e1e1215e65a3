import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import type { JournalEntry, JournalEvent } from '../journal/event.ts';
import type { FingerprintStore } from '../journal/fingerprint-store.ts';
import { recordOf } from '../testing/records.ts';
import { scriptedBuilder } from '../testing/scripted-builder.ts';
import type { Observation, Outcome } from '../trial/observation.ts';
import { deriveRecord } from './derive-record.ts';

const NO_FINGERPRINTS: FingerprintStore = {
  put: () => Promise.reject(new Error('nothing is put')),
  load: async () => undefined,
  get: () => {
    throw new Error('nothing is built');
  },
};

const STARTED: JournalEvent = {
  type: 'run-started',
  run: 'run-1',
  toolVersion: '0.1.0',
  builder: scriptedBuilder().identity,
  environment: recordOf([]).environment,
  confirm: 2,
  policy: null,
  alwaysGranted: EMPTY_SET,
  untestable: EMPTY_SET,
  settings: {},
};

const PLANNED: JournalEvent = {
  type: 'case-planned',
  case: 'example',
  title: 'Example',
  path: 'dockerfiles/example',
  universe: setOf('CHOWN'),
  network: 'none',
  target: null,
  buildArguments: {},
  contextSha256: '0'.repeat(64),
  instructions: [],
  bases: [],
};

const FAULT: Outcome = { kind: 'infrastructure', class: 'registry', message: 'HTTP status 503' };
const FAILURE: Outcome = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'instruction', instruction: null, message: 'no', signature: 'no' },
};

let trials = 0;
function observed(outcome: Outcome): JournalEvent {
  trials += 1;
  const observation: Observation = {
    trial: `t${trials}`,
    capabilities: setOf('CHOWN'),
    evidence: null,
    outcome,
    log: [],
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 100,
    purpose: null,
    hardening: null,
    alone: true,
    readyMs: null,
    witness: null,
  };
  return { type: 'trial-observed', case: 'example', observation };
}

/** One event a second. */
function journal(...events: readonly JournalEvent[]): JournalEntry[] {
  return events.map((event, index) => ({ at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(), event }));
}

const finished = (status: 'complete' | 'interrupted'): JournalEvent => ({
  type: 'run-finished',
  status,
  budgetSpent: null,
});

describe('the record of a journal', () => {
  it('is interrupted as long as its last process has not ended by itself, also after an earlier one had', async () => {
    const statusOf = async (...events: readonly JournalEvent[]) =>
      (await deriveRecord(journal(STARTED, PLANNED, ...events), NO_FINGERPRINTS)).run.status;
    const failed = [observed(FAILURE), observed(FAILURE)];
    expect(await statusOf()).toBe('interrupted');
    expect(await statusOf(...failed, finished('interrupted'))).toBe('interrupted');
    expect(await statusOf(finished('complete'))).toBe('partial');
    expect(await statusOf(...failed, finished('complete'))).toBe('complete');
    expect(await statusOf(...failed, finished('complete'), { type: 'run-resumed' })).toBe('interrupted');
  });

  it('blocks a case after three faults, until somebody goes on with the run', async () => {
    const blocked = [STARTED, PLANNED, observed(FAULT), observed(FAULT), observed(FAULT)];
    const before = await deriveRecord(journal(...blocked, finished('complete')), NO_FINGERPRINTS);
    expect(before.cases[0]).toMatchObject({ status: 'infrastructure', reason: 'HTTP status 503' });
    const resumed = journal(...blocked, { type: 'run-resumed' }, PLANNED, observed(FAILURE), observed(FAILURE));
    const after = await deriveRecord(resumed, NO_FINGERPRINTS);
    expect(after.cases[0]).toMatchObject({ status: 'reference-failed', trials: { count: 2 } });
    expect(after.run.trials).toBe(5);
  });

  it('does not count the pause before a run is gone on with', async () => {
    const [first, second, ...rest] = journal(STARTED, PLANNED, { type: 'run-resumed' }, finished('complete'));
    const later = rest.map(({ at, event }) => ({ at: at.replace('2026-01-01', '2026-01-02'), event }));
    const entries = [first, second, ...later].filter((entry) => entry !== undefined);
    expect((await deriveRecord(entries, NO_FINGERPRINTS)).run.wallMs).toBe(2_000);
  });

  it('lists a case that could not be tried, with the reason, and asks nothing of the profile for it', async () => {
    const abandoned: JournalEvent = {
      type: 'case-abandoned',
      case: 'example',
      title: 'Example',
      path: 'dockerfiles/example',
      universe: setOf('CHOWN'),
      reason: 'no base image',
    };
    const record = await deriveRecord(journal(STARTED, abandoned, finished('complete')), NO_FINGERPRINTS);
    expect(record.cases).toMatchObject([{ id: 'example', status: 'infrastructure', reason: 'no base image' }]);
    expect(record.profile).toEqual({ faithful: [], exitZero: [] });
  });

  it('is refused of a journal without a beginning', async () => {
    await expect(deriveRecord(journal(PLANNED), NO_FINGERPRINTS)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
