import { describe, expect, it } from 'vitest';
import type { LockException, LockFile } from '../lock/lock-file.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import { lockOf } from '../testing/examples/locks.ts';
import { caseOf, failedReference, lossOf, partialCase, recordOf, trialOf } from '../testing/examples/records.ts';
import { hurtingCase } from '../testing/examples/watched-cases.ts';
import { checkExitCode } from './check-effect.ts';
import type { CheckGate } from './check-gate.ts';
import { type Check, type CheckContext, checkRecord } from './check-record.ts';
import { checkText } from './shown/check-text.ts';

const GATE: CheckGate = { strict: false, failOnReferenceChange: false, failOnFlaky: false };
const CASE = 'dockerfiles/setgid-foreign-group/Dockerfile';

const answer = (...minimalSets: string[][]) => ({ complete: true, minimalSets, maximalFailingSets: [] });

function checked(lock: LockFile, now: RunRecord | null, context: Partial<CheckContext> = {}): Check {
  return checkRecord(lock, now, {
    pathOf: ({ dockerfile }) => dockerfile,
    today: '2026-06-01',
    images: new Map(),
    gone: [],
    ...context,
  });
}

function outcome(check: Check, gate: Partial<CheckGate> = {}) {
  const whole = { ...GATE, ...gate };
  const view = {
    tool: { name: 'kaniko-caps' as const, version: '0.1.0' },
    lockFile: 'capabilities.lock.json',
    run: 'results/run-2',
    gate: whole,
  };
  return {
    exitCode: checkExitCode(check.cases, whole),
    text: checkText(check, view),
    kinds: check.cases.flatMap(({ changes }) => changes.map(({ kind }) => kind)),
  };
}

/** Needs FOWNER besides, and two trials show it. */
function needingMore(changes: Partial<CaseRecord> = {}): CaseRecord {
  const { trials } = caseOf();
  return caseOf({
    faithful: answer(['CHOWN', 'FOWNER', 'FSETID']),
    losses: [...caseOf().losses, lossOf({ capability: 'FOWNER', set: ['CHOWN', 'FSETID'] })],
    trials: {
      ...trials,
      all: [
        trialOf({ id: 't0005', set: ['CHOWN', 'FOWNER', 'FSETID'], capBnd: '0000000000000019' }),
        trialOf({ id: 't0007', verdict: 'failed', shown: ['chmod /tool: no\u001b[2J'] }),
      ],
    },
    ...changes,
  });
}

const newerBuilder = (cases: readonly CaseRecord[]): RunRecord => {
  const record = recordOf(cases);
  return { ...record, builder: { ...record.builder, version: 'v1.28.3', imageDigest: `sha256:${'f'.repeat(64)}` } };
};

describe('a check', () => {
  it('finds everything as locked where nothing changed', () => {
    const result = outcome(checked(lockOf(recordOf([caseOf()])), recordOf([caseOf()])));
    expect(result).toMatchObject({ exitCode: 0, kinds: [] });
    expect(result.text.split('\n')[0]).toBe('The one case needs what capabilities.lock.json says.');
  });

  it('finds that a locked set no longer works where something in it hurts', () => {
    const same = { id: 'hurt', dockerfile: CASE };
    const before = hurtingCase({
      ...same,
      faithful: answer(['CHOWN', 'FOWNER']),
      exitZero: answer(['CHOWN', 'FOWNER']),
    });
    const now = hurtingCase({ ...same, reason: null });
    const result = outcome(checked(lockOf(recordOf([before])), newerBuilder([now])));
    expect(result.exitCode).toBe(1);
    expect(result.kinds).toContain('different');
    expect(result.text).toContain('CHOWN FOWNER now fails (t1a, t1b');
    expect(result.text).toContain('CHOWN works (t2a, t2b');
    const accepts = {
      case: CASE,
      accepts: 'different',
      capabilities: 'CHOWN,SETUID',
      reason: 'r',
      owner: 'o',
      expires: '2027-01-31',
    } as const;
    const tolerating = lockOf(recordOf([before]), { exceptions: [accepts] });
    expect(outcome(checked(tolerating, newerBuilder([now]))).exitCode).toBe(1);
  });

  it('finds everything as locked where more capabilities hurt as before', () => {
    const record = recordOf([hurtingCase()]);
    expect(outcome(checked(lockOf(record), record))).toMatchObject({ exitCode: 0, kinds: [] });
  });

  it('says first what is needed besides and what to do, then shows the pair of trials that proves it', () => {
    const { exitCode, text } = outcome(checked(lockOf(recordOf([caseOf()])), newerBuilder([needingMore()])));
    const lines = text.split('\n');
    expect(exitCode).toBe(1);
    expect(lines[0]).toBe('1 of 1 case needs more than capabilities.lock.json allows: setgid-foreign-group.');
    expect(lines.slice(1, 4)).toEqual([
      '  Grant also: FOWNER.',
      '  Or stay with kaniko v1.24.0 (eeeeeeeeeeee).',
      '  If this is intended: kaniko-caps update --record results/run-2 --accept',
    ]);
    expect(text).toContain('CHOWN FSETID now fails (t0007, CapBnd 0000000000000011): chmod /tool: no\\u001b[2J');
    expect(text).toContain('CHOWN FOWNER FSETID works (t0005, CapBnd 0000000000000019)');
  });

  it('tells that a locked set now gives a different image, though with exit code 0', () => {
    const one = needingMore();
    const all = one.trials.all.map((trial) =>
      trial.id === 't0007' ? { ...trial, verdict: 'degraded' as const, shown: ['/tool lost setgid'] } : trial,
    );
    const now = { ...one, trials: { ...one.trials, all } };
    const { text } = outcome(checked(lockOf(recordOf([caseOf()])), recordOf([now])));
    expect(text).toContain('CHOWN FSETID now gives a different image with exit code 0 (t0007');
  });

  it('names the Dockerfile and a base image that were changed, beside the builder', () => {
    const bases = [{ reference: 'base:1', digest: `sha256:${'a'.repeat(64)}`, source: 'base:1' }];
    const now = needingMore({ contextSha256: 'd'.repeat(64), bases });
    const { text } = outcome(checked(lockOf(recordOf([caseOf()])), newerBuilder([now])));
    expect(text).toMatch(
      /changed since it was locked: the builder; the Dockerfile or its context; base images \(base:1@/,
    );
    expect(text).toContain('or undo the change of the Dockerfile or its context, or pin the base image');
  });

  it('lets an answer stand in another Dockerfile that needs the same, and says so', () => {
    const now = caseOf({ contextSha256: 'd'.repeat(64) });
    const { exitCode, text } = outcome(checked(lockOf(recordOf([caseOf()])), recordOf([now])));
    expect(exitCode).toBe(0);
    expect(text).toContain(
      'changed without effect on the answer: the Dockerfile or its context in setgid-foreign-group',
    );
  });

  it('says that nothing was changed that is locked where the same build now needs more', () => {
    const { text } = outcome(checked(lockOf(recordOf([caseOf()])), recordOf([needingMore()])));
    expect(text).toContain('the build is as locked: what it fetches may have changed');
  });

  it('says plainly that what differs does not fail the check', () => {
    const check = checked(lockOf(recordOf([caseOf()])), recordOf([caseOf({ exitZero: answer(['CHOWN', 'FOWNER']) })]));
    const { text, exitCode } = outcome(check);
    expect(exitCode).toBe(0);
    expect(text).toContain(
      '1 case checked. There are differences from capabilities.lock.json (below), but none that fails the check.',
    );
  });

  it('takes needing less for good news, unless every difference is to count', () => {
    const check = checked(lockOf(recordOf([caseOf()])), recordOf([caseOf({ faithful: answer(['CHOWN']) })]));
    expect(outcome(check)).toMatchObject({ exitCode: 0, kinds: ['needs-less'] });
    expect(outcome(check).text).toContain('kaniko-caps update --record results/run-2\n');
    expect(outcome(check, { strict: true })).toMatchObject({ exitCode: 1 });
  });

  it('tells other alternatives apart from more', () => {
    const now = caseOf({ faithful: answer(['FOWNER']) });
    expect(outcome(checked(lockOf(recordOf([caseOf()])), recordOf([now])))).toMatchObject({
      exitCode: 1,
      kinds: ['different'],
    });
  });

  it('says that nothing serves where the build fails with everything granted', () => {
    const { id, path, dockerfile } = caseOf();
    const { exitCode, text, kinds } = outcome(
      checked(lockOf(recordOf([caseOf()])), recordOf([failedReference({ id, path, dockerfile })])),
    );
    expect(exitCode).toBe(1);
    expect(kinds).toContain('no-longer-builds');
    expect(text.split('\n')[0]).toBe('1 of 1 case fails even with everything granted: setgid-foreign-group.');
    expect(text).toContain('now no set that was in play');
    expect(text).not.toContain('--accept');
  });

  it('counts a loss that became silent, but not one that became an error', () => {
    const silent = caseOf({
      losses: [lossOf({ verdict: 'degraded', differences: ['/app is owned by 0:0'], message: null })],
    });
    const loud = caseOf({ losses: [lossOf()] });
    expect(outcome(checked(lockOf(recordOf([loud])), recordOf([silent])))).toMatchObject({
      exitCode: 1,
      kinds: ['became-silent'],
    });
    const mended = checked(lockOf(recordOf([silent])), recordOf([loud]));
    expect(outcome(mended)).toMatchObject({ exitCode: 0, kinds: ['became-error'] });
    expect(outcome(mended).text).toContain('without CHOWN: was a silent loss, now an error (t0003, t0008)');
  });

  it('counts a set that failed and now reports success with an image that lacks what was no silent loss', () => {
    const before = caseOf({ exitZero: answer(['CHOWN', 'FOWNER']) });
    const lossless = { losses: [] };
    expect(
      outcome(checked(lockOf(recordOf([{ ...before, ...lossless }])), recordOf([{ ...caseOf(), ...lossless }]))).kinds,
    ).toContain('became-silent');
    expect(outcome(checked(lockOf(recordOf([before])), recordOf([caseOf()]))).kinds).not.toContain('became-silent');
  });

  it('has no opinion where the engine may be the reason, and shows each fact and what was found', () => {
    const record = recordOf([needingMore()]);
    const elsewhere = { ...record, environment: { ...record.environment, kernel: '5.10.0' } };
    const { exitCode, text, kinds } = outcome(checked(lockOf(recordOf([caseOf()])), elsewhere));
    expect({ exitCode, kinds }).toEqual({ exitCode: 3, kinds: ['not-comparable'] });
    expect(text).toContain('the reason may be kernel (6.8 → 5.10)');
    expect(text).toContain('now CHOWN FOWNER FSETID');
    expect(text).toContain('Here, the locked sets are not enough for setgid-foreign-group.');
  });

  it('lets the same answer stand on another engine, and names what differs', () => {
    const record = recordOf([caseOf()]);
    const elsewhere = { ...record, environment: { ...record.environment, kernel: '5.10.0' } };
    const { exitCode, text } = outcome(checked(lockOf(record), elsewhere));
    expect(exitCode).toBe(0);
    expect(text).toContain('other surroundings than in the lock file: kernel (6.8 → 5.10)');
  });

  it('reports another reference image as a warning that counts only where asked', () => {
    const image = (digit: string) => caseOf({ referenceImage: digit.repeat(64) });
    const check = checked(lockOf(recordOf([image('1')])), newerBuilder([image('2')]));
    expect(outcome(check)).toMatchObject({ exitCode: 0, kinds: ['reference-changed'] });
    expect(outcome(check, { failOnReferenceChange: true })).toMatchObject({ exitCode: 1 });
  });

  it('does not know whether the image is another one where something else varies by itself than when it was locked', () => {
    const masked = [{ layer: 0, path: 'date', field: 'content', text: 'date differs' }];
    const lock = lockOf(recordOf([caseOf({ referenceImage: '1'.repeat(64), masked })]));
    const now = (path: string) =>
      recordOf([caseOf({ referenceImage: '2'.repeat(64), masked: masked.map((place) => ({ ...place, path })) })]);
    expect(outcome(checked(lock, now('date'))).kinds).toEqual(['reference-changed']);
    const other = outcome(checked(lock, now('clock')));
    expect(other).toMatchObject({ exitCode: 0, kinds: [] });
    expect(other.text).toContain('not known whether the image changed');
  });

  it('shows what differs in images that are at hand', () => {
    const images = new Map([[CASE, { kind: 'differs', differences: ['/app is owned by 1:1'] } as const]]);
    const { text } = outcome(checked(lockOf(recordOf([caseOf()])), recordOf([caseOf()]), { images }));
    expect(text).toContain('  /app is owned by 1:1: setgid-foreign-group');
  });

  it('does not blame the builder for the image of another Dockerfile', () => {
    const images = new Map([[CASE, { kind: 'differs', differences: ['/app'] } as const]]);
    const now = caseOf({ contextSha256: 'd'.repeat(64) });
    expect(outcome(checked(lockOf(recordOf([caseOf()])), recordOf([now]), { images })).kinds).toEqual([]);
  });

  it('fails for a case that is not locked, and for one whose Dockerfile is gone', () => {
    const added = caseOf({ id: 'new', dockerfile: 'dockerfiles/new/Dockerfile' });
    const lock = lockOf(recordOf([caseOf()]));
    expect(outcome(checked(lock, recordOf([caseOf(), added])))).toMatchObject({ exitCode: 1, kinds: ['not-locked'] });
    const gone = checked(lock, null, { gone: [{ path: CASE, file: CASE }] });
    expect(outcome(gone)).toMatchObject({ exitCode: 1, kinds: ['gone'] });
    expect(outcome(gone).text).toContain('kaniko-caps update');
  });

  it('counts the locked cases that nobody asked for', () => {
    const other = caseOf({ id: 'other', dockerfile: 'dockerfiles/other/Dockerfile' });
    const { exitCode, text } = outcome(checked(lockOf(recordOf([caseOf(), other])), recordOf([caseOf()])));
    expect(exitCode).toBe(0);
    expect(text).toContain('not asked for: 1 other case of capabilities.lock.json');
  });

  it('has no verdict without an answer; a proven difference of another case still counts', () => {
    const more = needingMore({ id: 'other', dockerfile: 'dockerfiles/other/Dockerfile' });
    const lock = lockOf(recordOf([caseOf(), { ...caseOf(), id: 'other', dockerfile: 'dockerfiles/other/Dockerfile' }]));
    expect(outcome(checked(lock, recordOf([partialCase()])))).toMatchObject({ exitCode: 3, kinds: ['no-verdict'] });
    const both = outcome(checked(lock, recordOf([partialCase(), more])));
    expect(both.exitCode).toBe(1);
    expect(both.text).toContain('No verdict on 1 of 2 cases: setgid-foreign-group.');
  });

  it('fails for flaky cases only where asked', () => {
    const flaky = [{ answer: 'faithful' as const, set: ['CHOWN'], passes: 1, failures: 2 }];
    const check = checked(lockOf(recordOf([caseOf()])), recordOf([caseOf({ flaky })]));
    expect(outcome(check).exitCode).toBe(0);
    expect(outcome(check, { failOnFlaky: true }).exitCode).toBe(4);
  });
});

describe('an exception', () => {
  const exception: LockException = {
    case: CASE,
    accepts: 'needs-more',
    reason: 'ticket 7',
    owner: 'team-build',
    expires: '2026-06-01',
  };
  const withException = (changes: Partial<LockException>, now: CaseRecord) =>
    outcome(checked(lockOf(recordOf([caseOf()]), { exceptions: [{ ...exception, ...changes }] }), recordOf([now])));

  it('tolerates its change through its last day, and is shown with its reason', () => {
    const { exitCode, text } = withException({}, needingMore());
    expect(exitCode).toBe(0);
    expect(text).toContain('accepted until 2026-06-01: ticket 7 (owner: team-build)');
    expect(text).toContain('Accepted by an exception: setgid-foreign-group.');
  });

  it('counts no more on the day after', () => {
    const { exitCode, text } = withException({ expires: '2026-05-31' }, needingMore());
    expect(exitCode).toBe(1);
    expect(text).toContain('exception expired, it accepted this until 2026-05-31: ticket 7');
  });

  it.each([
    ['FOWNER', 0],
    ['SETUID', 1],
  ])('for %s alone ends with %i where FOWNER is needed besides', (capabilities, exitCode) => {
    expect(withException({ capabilities }, needingMore()).exitCode).toBe(exitCode);
  });

  it('that allows too little says what is needed, and is not called unused', () => {
    const { text } = withException({ capabilities: 'KILL,SETUID' }, needingMore());
    expect(text).toContain('an exception accepts KILL and SETUID, but FOWNER is needed: ticket 7 (owner: team-build)');
    expect(text).not.toContain('unused exception');
    expect(withException({ capabilities: 'none' }, needingMore()).text).toContain(
      'an exception accepts no capability, but FOWNER is needed',
    );
  });

  it('that allows too little says nothing once its term is over', () => {
    const { text } = withException({ capabilities: 'KILL', expires: '2026-05-31' }, needingMore());
    expect(text).not.toContain('an exception accepts');
    expect(text).toContain(`unused exception: ${CASE} for needs-more. Remove it.`);
  });

  it('for what needs more covers a build that fails with everything granted, but not one for some capabilities', () => {
    const { id, path, dockerfile, contextSha256 } = caseOf();
    const failed = failedReference({ id, path, dockerfile, contextSha256 });
    expect(withException({}, failed).exitCode).toBe(0);
    const limited = withException({ capabilities: 'FOWNER' }, failed);
    expect(limited.exitCode).toBe(1);
    expect(limited.text).toContain('an exception accepts FOWNER, but no capability is known to help');
  });

  it('covers what changed in the same way for exit code 0, where every difference counts', () => {
    const now = needingMore({ exitZero: answer(['CHOWN', 'FOWNER']) });
    const check = (exceptions: LockException[]) =>
      checked(lockOf(recordOf([caseOf()]), { exceptions }), recordOf([now]));
    expect(outcome(check([exception]), { strict: true })).toMatchObject({
      exitCode: 0,
      kinds: ['needs-more', 'exit-code-changed'],
    });
    expect(outcome(check([]), { strict: true }).exitCode).toBe(1);
  });

  it('does not tolerate another change', () => {
    expect(withException({ accepts: 'different' }, needingMore()).exitCode).toBe(1);
  });

  it('is told where it is unused, but not where that is not known', () => {
    expect(withException({}, caseOf()).text).toContain(`unused exception: ${CASE} for needs-more. Remove it.`);
    expect(withException({}, partialCase()).text).not.toContain('unused exception');
  });
});
