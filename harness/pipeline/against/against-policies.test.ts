import { describe, expect, it } from 'vitest';
import { podSecurityPolicy } from '../../existing-policies/levels/pod-security-policy.ts';
import { readManifests } from '../../manifest/read-manifests.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { answers } from '../../testing/manifests/answers.ts';
import { NOT_KEPT } from '../audit-patch.ts';
import { makeAudit } from '../make-audit.ts';
import { auditExitCode, type PipelineAudit } from '../pipeline-audit.ts';
import { auditText } from '../shown/audit-text.ts';

const HELD = { kept: NOT_KEPT, writePolicy: () => '' };
const RECORD = recordOf([caseOf({})]);
const [CASE] = RECORD.cases;

function audited(text: string, { tried = true } = {}): PipelineAudit {
  const manifests = [{ file: 'ci/job.yaml', text }];
  const { builds, problems } = readManifests(manifests, answers());
  return makeAudit({
    manifests: ['ci/job.yaml'],
    builds: builds.map((build) => ({
      build,
      dockerfile: null,
      context: null,
      notes: [],
      asked: [],
      cases: tried ? [CASE?.id ?? ''] : [],
    })),
    problems,
    records: [RECORD],
    texts: { manifests, given: { set: new Map(), runtime: undefined, context: undefined, dockerfile: undefined } },
    policies: [podSecurityPolicy('baseline')],
  });
}

const job = (securityContext: string, rest = ''): string => `apiVersion: batch/v1
kind: Job
metadata: {name: build}
spec:
  template:
    spec:
${rest}
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:v1.24.0
          args: [--context=/workspace]
          securityContext: ${securityContext}
`;

function verdicts({ against }: PipelineAudit): unknown[] {
  return against.flatMap(({ judgements }) =>
    (judgements ?? []).map(({ declared, needed }) => [declared.verdict, needed?.verdict]),
  );
}

describe('the builds of an audit against a policy', () => {
  it('are judged as they are declared and with what they need', () => {
    expect(verdicts(audited(job('{privileged: true}')))).toEqual([['breaks', 'admits']]);
    expect(verdicts(audited(job('{}')))).toEqual([['admits', 'admits']]);
  });

  it('are judged with all else that the pod has', () => {
    const shared = audited(
      job(
        '{}',
        '      hostNetwork: true\n      initContainers: [{name: setup, image: x, securityContext: {privileged: true}}]',
      ),
    );
    expect(verdicts(shared)).toEqual([['breaks', 'breaks']]);
    expect(auditText(shared, HELD)).toContain('Privileged Containers: container setup is privileged.');
  });

  it('are judged with what a run of Tekton has of its node', () => {
    const run = (podTemplate: string): string => `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: build}
spec:
  podTemplate: ${podTemplate}
  taskSpec:
    steps: [{name: kaniko, image: gcr.io/kaniko-project/executor:v1.24.0, args: [--context=/workspace]}]
`;
    expect(verdicts(audited(run('{hostNetwork: true}')))).toEqual([['breaks', 'breaks']]);
    expect(verdicts(audited(run('{volumes: [{name: h, hostPath: {path: /}}]}')))).toEqual([['breaks', 'breaks']]);
    expect(verdicts(audited(run('{}')))).toEqual([['admits', 'admits']]);
  });

  it('are not admitted where it is not known what they need', () => {
    const audit = audited(job('{}'), { tried: false });
    expect(verdicts(audit)).toEqual([['admits', undefined]]);
    expect(auditText(audit, HELD)).toContain('not judged: it is not known what it needs');
  });

  it('end with exit code 1 where one is denied', () => {
    expect(auditExitCode(audited(job('{privileged: true}')), { failOnExcess: false })).toBe(1);
    expect(auditExitCode({ ...audited(job('{privileged: true}')), against: [] }, { failOnExcess: false })).toBe(0);
  });

  it('are not judged where they run in no pod', () => {
    const compose =
      'services:\n  kaniko:\n    image: gcr.io/kaniko-project/executor:v1.24.0\n    command: [--context=/workspace]\n';
    const audit = audited(compose);
    expect(audit.against.map(({ judgements }) => judgements)).toEqual([null]);
    expect(auditText(audit, HELD)).toContain('it runs in no pod');
  });
});
