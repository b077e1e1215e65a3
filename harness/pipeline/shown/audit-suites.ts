import type { JunitSuite } from '../../report/ci/junit.ts';
import type { JunitTestcase } from '../../report/ci/junit-testcase.ts';
import type { AuditedBuild } from '../audited-build.ts';
import { type PipelineAudit, standingOf } from '../pipeline-audit.ts';
import type { AuditView } from './audit-json.ts';
import { buildText } from './audit-text.ts';
import { STANDINGS } from './audit-words.ts';

/** What JUnit tells of an audit: a suite and a test for each build, which fails if too little is declared. */
export function auditSuites({ builds }: PipelineAudit, { failOnExcess }: AuditView): JunitSuite[] {
  return builds.map((one) => ({
    name: one.build.id,
    startedAt: one.answer?.record.run.startedAt ?? '',
    file: one.build.place.file,
    properties: { system: one.build.system, line: `${one.build.place.line}` },
    tests: [buildTest(one, failOnExcess)],
  }));
}

function buildTest(one: AuditedBuild, failOnExcess: boolean): JunitTestcase {
  const standing = standingOf(one);
  const seconds = (one.answer?.cases ?? []).reduce((sum, { trials }) => sum + trials.totalMs, 0) / 1_000;
  const test = { name: 'is granted what it needs', seconds, output: buildText(one).split('\n') };
  const message = [STANDINGS[standing].headline, ...one.asked.map(({ because }) => because), one.unanswered ?? '']
    .filter((text) => text !== '')
    .join('; ');
  const type = standing;
  if (standing === 'too-little' || (failOnExcess && standing === 'too-much')) {
    return { ...test, ending: { kind: 'failure', type, message } };
  }
  return standing === 'not-known' ? { ...test, ending: { kind: 'error', type, message } } : test;
}
