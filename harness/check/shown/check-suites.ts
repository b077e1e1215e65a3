import { type JunitSuite, standingProperty } from '../../report/ci/junit.ts';
import type { JunitTestcase } from '../../report/ci/junit-testcase.ts';
import { shortBuilderText } from '../check-builder.ts';
import { changesThat } from '../check-effect.ts';
import type { CheckGate } from '../check-gate.ts';
import type { Check } from '../check-record.ts';
import type { CaseChange, CheckedCase } from '../checked-case.ts';
import { kindOf } from '../kinds/change-kinds.ts';
import { caseLines, changeLines, toleranceLines } from './check-case-text.ts';

/** What JUnit tells of a check: a suite and a test for each case, which fails if the case differs from what is locked. */
export function checkSuites({ cases, run, lockedBuilders }: Check, gate: CheckGate): JunitSuite[] {
  return cases.map((one) => ({
    name: one.id,
    startedAt: run?.run.startedAt ?? '',
    file: one.file,
    properties: {
      run: run?.run.id ?? '',
      builder: run === null ? '' : shortBuilderText(run.builder),
      'builder.locked': lockedBuilders.map(shortBuilderText).join(', '),
      ...standingProperty(run?.evidence),
    },
    tests: [caseTest(one, gate)],
  }));
}

function caseTest(one: CheckedCase, gate: CheckGate): JunitTestcase {
  const test = { name: 'is as locked', seconds: one.trials.totalMs / 1_000, output: caseLines(one) };
  const [failing] = changesThat('fails', one, gate);
  if (failing !== undefined) return { ...test, ending: { kind: 'failure', ...told(failing) } };
  const [open] = [...changesThat('invalid', one, gate), ...changesThat('no-verdict', one, gate)];
  if (open !== undefined) return { ...test, ending: { kind: 'error', ...told(open) } };
  const tolerated = one.changes.find(({ tolerance }) => tolerance.kind === 'tolerated');
  return tolerated === undefined ? test : { ...test, ending: { kind: 'skipped', ...told(tolerated) } };
}

function told(change: CaseChange): { readonly type: string; readonly message: string } {
  const lines = [...toleranceLines(change), ...changeLines(change).map((line) => line.trim())];
  return { type: change.kind, message: [kindOf(change).words, ...lines].join('; ') };
}
