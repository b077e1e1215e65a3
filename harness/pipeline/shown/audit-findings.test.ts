import { describe, expect, it } from 'vitest';
import { auditOf } from '../../testing/examples/audits.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { auditFindings, auditSarifRun } from './audit-findings.ts';
import { auditMarkdown } from './audit-markdown.ts';
import { auditSuites } from './audit-suites.ts';
import { auditText } from './audit-text.ts';

const audit = auditOf(recordOf([caseOf()]));
const view = { tool: recordOf([]).tool, failOnExcess: false };

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

describe('an audit as a text', () => {
  it('begins with how many builds stand how', () => {
    expect(auditText(audit, () => '').split('\n')[0]).toBe(
      '4 builds in 5 manifests: 1 granted too little, 1 granted too much and 2 without an answer',
    );
  });

  it('says of each value where it comes from', () => {
    const text = auditText(audit, () => '');
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
