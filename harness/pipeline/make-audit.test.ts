import { describe, expect, it } from 'vitest';
import { EMPTY_SET, formatSet } from '../capabilities/capability-set.ts';
import { readManifests } from '../manifest/read-manifests.ts';
import type { CaseRecord } from '../record/record.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { answers } from '../testing/manifests/answers.ts';
import { makeAudit } from './make-audit.ts';
import { auditExitCode, type PipelineAudit, standingOf } from './pipeline-audit.ts';

/** An audit of one pod with this security context. */
function auditOf(
  securityContext: object,
  cases: readonly CaseRecord[] = [caseOf()],
  others: object = {},
): PipelineAudit {
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'k', image: 'gcr.io/kaniko-project/executor:v1', securityContext }], ...others },
  });
  const manifests = [{ file: 'p.yaml', text }];
  const { builds, problems } = readManifests(manifests, answers());
  return makeAudit({
    manifests: ['p.yaml'],
    problems,
    texts: { manifests, given: answers() },
    records: [recordOf(cases)],
    builds: builds.map((build) => ({
      build,
      cases: cases.map(({ id }) => id),
      dockerfile: null,
      context: null,
      notes: [],
      asked: [],
    })),
  });
}

const exact = { capabilities: { drop: ['ALL'], add: ['CHOWN', 'FSETID'] } };

describe('what a manifest grants', () => {
  it('is exactly what is needed', () => {
    const audit = auditOf(exact);
    expect(audit.builds.map(standingOf)).toEqual(['exact']);
    expect(auditExitCode(audit, { failOnExcess: true })).toBe(0);
  });

  it('is too much where the runtime grants its default set, each with what it opens', () => {
    const audit = auditOf({});
    const answer = audit.builds[0]?.answer;
    expect(answer?.excess.map(({ capability }) => capability)).toContain('NET_RAW');
    expect(answer?.excess.every(({ opens, source }) => opens.startsWith('The build can') && source !== '')).toBe(true);
    expect(formatSet(answer?.needed ?? EMPTY_SET)).toBe('CHOWN,FSETID');
    expect(auditExitCode(audit, { failOnExcess: false })).toBe(0);
    expect(auditExitCode(audit, { failOnExcess: true })).toBe(1);
  });

  it('names the word that grants too much', () => {
    const [build] = auditOf({ capabilities: { drop: ['ALL'], add: ['CHOWN', 'FSETID', 'SYS_ADMIN'] } }).builds;
    expect(build?.answer?.excess).toMatchObject([{ capability: 'SYS_ADMIN', place: { file: 'p.yaml', line: 1 } }]);
    expect(build?.answer?.podSecurity).toEqual({ before: 'privileged', after: 'baseline' });
  });

  it('is judged by the Pod Security level of the whole pod', () => {
    const levels = (context: object, others: object = {}) =>
      auditOf(context, [caseOf()], others).builds[0]?.answer?.podSecurity;
    expect(levels(exact)).toEqual({ before: 'baseline', after: 'baseline' });
    expect(levels({ ...exact, seccompProfile: { type: 'Unconfined' } })).toMatchObject({ before: 'privileged' });
    expect(levels(exact, { hostPID: true })).toEqual({ before: 'privileged', after: 'privileged' });
    const other = { name: 'dind', image: 'docker:dind', securityContext: { privileged: true } };
    expect(levels(exact, { initContainers: [other] })).toEqual({ before: 'privileged', after: 'privileged' });
    const nothing = { complete: true, minimalSets: [[]], maximalFailingSets: [] };
    const confined = {
      capabilities: { drop: ['ALL'] },
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const [build] = auditOf(confined, [caseOf({ faithful: nothing, exitZero: nothing })]).builds;
    expect(build?.answer?.podSecurity).toEqual({ before: 'restricted', after: 'restricted' });
  });

  it('is too little where the image loses something silently, and says what', () => {
    const audit = auditOf({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } });
    expect(audit.builds[0]?.answer).toMatchObject({
      effect: 'loses-silently',
      missing: [{ capability: 'FSETID', silent: true, what: expect.stringContaining('lost setgid') }],
    });
    expect(auditExitCode(audit, { failOnExcess: false })).toBe(1);
  });

  it('is too little where containerd ignores a name', () => {
    const [build] = auditOf({ capabilities: { drop: ['ALL'], add: ['CAP_CHOWN', 'CAP_FSETID'] } }).builds;
    expect(build?.answer).toMatchObject({
      effect: 'fails',
      missing: [{ capability: 'CHOWN' }, { capability: 'FSETID' }],
    });
  });

  it('is everything where it is privileged', () => {
    const [build] = auditOf({ privileged: true }).builds;
    expect(build?.answer).toMatchObject({ effect: 'enough', podSecurity: { before: 'privileged', after: 'baseline' } });
    expect(build?.answer?.excess).toHaveLength(39);
  });

  it('is held against the nearest of several sets that are enough', () => {
    const two = {
      complete: true,
      minimalSets: [['CHOWN'], ['FOWNER', 'FSETID']],
      maximalFailingSets: [['FOWNER'], ['FSETID']],
    };
    const cases = [caseOf({ faithful: two, exitZero: two })];
    const [build] = auditOf({ capabilities: { drop: ['ALL'], add: ['FOWNER', 'FSETID'] } }, cases).builds;
    expect(formatSet(build?.answer?.needed ?? EMPTY_SET)).toBe('FOWNER,FSETID');
    expect(build?.answer?.excess).toEqual([]);
  });

  it('has to be enough with a cold and with a warm cache', () => {
    const warm = { complete: true, minimalSets: [['FOWNER']], maximalFailingSets: [['CHOWN', 'FSETID']] };
    const cases = [
      caseOf({ id: 'a.cold-cache' }),
      caseOf({ id: 'a.warm-cache', faithful: warm, exitZero: warm, trials: { ...caseOf().trials, all: [] } }),
    ];
    const [build] = auditOf(exact, cases).builds;
    expect(formatSet(build?.answer?.needed ?? EMPTY_SET)).toBe('CHOWN,FOWNER,FSETID');
    expect(build?.answer?.effect).toBe('fails');
  });

  it('has no answer where the build fails with everything granted', () => {
    const none = { complete: false, minimalSets: [], maximalFailingSets: [] };
    const referenceFailure = {
      phase: 'instruction',
      instruction: { line: 3, text: 'RUN x' },
      message: 'no x',
      log: [],
    } as const;
    const cases = [
      caseOf({
        status: 'reference-failed',
        faithful: none,
        exitZero: none,
        referenceFailure: { ...referenceFailure, log: [] },
      }),
    ];
    const audit = auditOf({}, cases);
    expect(audit.builds[0]?.unanswered).toContain('(line 3): no x');
    expect(auditExitCode(audit, { failOnExcess: false })).toBe(3);
  });

  it('may be hardened where trials under it gave the same image', () => {
    const variation = (name: 'no-new-privileges' | 'default-seccomp', verdict: 'faithful' | 'failed') => ({
      variation: name,
      notTried: null,
      imageChanges: null,
      answer: null,
      trials: { sets: 1, search: 0 },
      sets: [{ set: ['CHOWN', 'FSETID'], verdict, shown: verdict === 'failed' ? ['su failed'] : [], trials: ['t9'] }],
    });
    const cases = [
      caseOf({ variations: [variation('no-new-privileges', 'failed'), variation('default-seccomp', 'faithful')] }),
    ];
    expect(auditOf(exact, cases).builds[0]?.answer?.hardening).toEqual([
      { kind: 'no-new-privileges', result: 'breaks', shown: ['su failed'] },
      { kind: 'default-seccomp', result: 'possible', shown: [] },
    ]);
    const confined = { ...exact, allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } };
    expect(auditOf(confined, cases).builds[0]?.answer?.hardening.map(({ result }) => result)).toEqual([
      'already',
      'already',
    ]);
  });
});
