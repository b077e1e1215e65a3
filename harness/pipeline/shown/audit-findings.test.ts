import { describe, expect, it } from 'vitest';
import { auditOf } from '../../testing/examples/audits.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { NO_PATCH, NOT_KEPT } from '../audit-patch.ts';
import { auditFindings, auditSarifRun } from './audit-findings.ts';
import { auditMarkdown } from './audit-markdown.ts';
import { auditSuites } from './audit-suites.ts';
import { auditText } from './audit-text.ts';

const audit = auditOf(recordOf([caseOf()]));
const view = { tool: recordOf([]).tool, failOnExcess: false, patch: NOT_KEPT };
const held = { kept: NOT_KEPT, writePolicy: () => '' };

describe('the findings of an audit', () => {
  const told = auditFindings(audit).map(({ rule, file, line, subject }) => [rule, file, line, subject]);

  it('stand at lines of the manifests, what fails first', () => {
    expect(told[0]?.slice(0, 3)).toEqual(['declared-too-little', 'ci/nothing.yaml', 1]);
    expect(told).toContainEqual(['declared-too-much', 'app.yaml', 1, '']);
    expect(told).toContainEqual(['manifest-problem', 'ci/broken.yaml', 1, '']);
    expect(told).toContainEqual(['not-tried', 'ci/asked.yaml', 1, 'context']);
    expect(told).toContainEqual(['audit-unanswered', 'ci/unknown.yaml', 1, '']);
  });

  it('name a word that the runtime ignores', () => {
    expect(told).toContainEqual(['capability-without-effect', 'ci/nothing.yaml', 1, 'CAP_CHOWN']);
  });

  it('say that not all was audited', () => {
    expect(auditSarifRun(audit, view)).toMatchObject({ category: 'kaniko-caps-audit', successful: true });
    const left = { ...audit, builds: audit.builds.filter(({ asked }) => asked.length > 0) };
    expect(auditSarifRun(left, view).successful).toBe(false);
  });
});

describe('an audit with several executors', () => {
  const [record] = audit.records;
  if (record === undefined) throw new Error('the example has no record');
  const later = {
    ...record,
    run: { ...record.run, id: 'run-2', startedAt: '2030-01-01T00:00:00Z', finishedAt: '2030-01-01T00:01:00Z' },
    builder: { ...record.builder, version: 'v9' },
  };

  it('is one run of SARIF that names them all', () => {
    const run = auditSarifRun({ ...audit, records: [later, record] }, view);
    expect(run.summary).toMatch(/^4 builds audited with kaniko v9.* and kaniko v1/);
    expect(run.run).toEqual({
      id: `run-2+${record.run.id}`,
      startedAt: record.run.startedAt,
      finishedAt: '2030-01-01T00:01:00Z',
    });
  });

  it('says that one of them cannot be verified', () => {
    const evidence = { standing: 'not-verifiable' } as NonNullable<typeof record.evidence>;
    expect(auditSarifRun({ ...audit, records: [record, { ...later, evidence }] }, view).standing).toContain(
      'not verifiable',
    );
  });
});

describe('an audit as a text', () => {
  it('begins with how many builds stand how', () => {
    expect(auditText(audit, held).split('\n')[0]).toBe(
      '4 builds in 5 manifests: 1 granted too little, 1 granted too much and 2 without an answer',
    );
  });

  it.each([
    [NOT_KEPT, 'patch: --write writes it, --patch FILE saves it as a diff'],
    [{ isWritten: true, savedAs: null }, 'patch: written into the manifests'],
    [{ isWritten: false, savedAs: 'a.diff' }, 'patch: saved as a.diff, --write writes it'],
    [{ isWritten: true, savedAs: 'a.diff' }, 'patch: written into the manifests, saved as a.diff'],
  ])('says where its patch is: %j', (kept, line) => {
    const patched = { ...audit, patch: { ...NO_PATCH, files: [{ file: 'a.yaml', before: 'a\n', after: 'b\n' }] } };
    expect(auditText(patched, { ...held, kept }).split('\n')).toContain(line);
  });

  it('says of each value where it comes from', () => {
    const text = auditText(audit, held);
    expect(text).toMatch(/Dockerfile .* assumed: the executor's default/);
    expect(text).toMatch(/target +app +line 1/);
    expect(text).toContain('capability CAP_CHOWN');
  });
});

describe('an audit for a review', () => {
  it('is cut before it is larger than allowed', () => {
    const short = auditMarkdown(audit, { limitBytes: 2_500 });
    expect(Buffer.byteLength(short)).toBeLessThanOrEqual(2_500);
    expect(short).toContain('left out');
    expect(auditMarkdown(audit, { limitBytes: 65_536 })).not.toContain('left out');
  });

  it('fails the test of a build that is granted too little, and of too much only where that counts', () => {
    const endings = (failOnExcess: boolean): unknown[] =>
      auditSuites(audit, { ...view, failOnExcess }).map(({ tests: [test] }) => test?.ending?.kind);
    expect(endings(false)).toEqual([undefined, 'failure', 'error', 'error']);
    expect(endings(true)).toEqual(['failure', 'failure', 'error', 'error']);
  });
});
