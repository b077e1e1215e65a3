import { findingOf, type ReviewFinding } from '../report/ci/finding.ts';
import { byAttention } from '../report/ci/finding-kind.ts';
import type { SarifRun } from '../report/ci/sarif.ts';
import { countOf } from '../text/plain-text.ts';
import { builderText } from './check-builder.ts';
import { changeLines, changeWords, toleranceLines } from './check-case-text.ts';
import type { CaseChange, CheckedCase } from './check-change.ts';
import { type CheckGate, checkExitCode, effectOf } from './check-effect.ts';
import type { Check } from './check-record.ts';
import type { CheckView } from './check-view.ts';

/** What a check has to say in a review of code: all that is not as locked, but for what is tolerated. */
export function checkFindings({ cases }: Check, gate: CheckGate): ReviewFinding[] {
  return byAttention(
    cases.flatMap((one) => [
      ...one.changes.filter((change) => isWorthAPlace(change, gate)).map((change) => changeFinding(one, change)),
      ...(one.flaky ? [findingOf(placed(one), { kind: 'flaky', message: 'some set both served and failed' })] : []),
    ]),
  );
}

/**
 * The same for annotations, of which few are shown: another image that does not count is told once, with the first case that
 * has one, so that an upgrade that changes all images leaves room for the rest.
 */
export function annotatedCheckFindings(check: Check, gate: CheckGate): ReviewFinding[] {
  const findings = checkFindings(check, gate);
  if (gate.strict || gate.failOnReferenceChange) return findings;
  const images = findings.filter(({ kind }) => kind === 'reference-changed');
  const [first, ...others] = images;
  const besides = others.length === 0 ? '' : `; so do ${countOf(others.length, 'other case')}`;
  return findings.flatMap((finding) => {
    if (finding.kind !== 'reference-changed') return [finding];
    return finding === first ? [{ ...finding, message: `${finding.message}${besides}` }] : [];
  });
}

/** What SARIF tells of a check. */
export function checkSarifRun(check: Check, { tool, gate }: CheckView): SarifRun {
  const { run, cases } = check;
  return {
    tool,
    category: 'kaniko-caps-check',
    run: run?.run ?? { id: 'nothing-to-run', startedAt: '', finishedAt: '' },
    successful: checkExitCode(cases, gate) !== 3,
    summary: `${countOf(cases.length, 'case')} checked${run === null ? '' : ` with ${builderText(run.builder)}`}`,
    findings: checkFindings(check, gate),
  };
}

function isWorthAPlace(change: CaseChange, gate: CheckGate): boolean {
  if (change.tolerance.kind === 'tolerated') return false;
  const isExitZeroAlone = 'proofs' in change && change.answer === 'exitZero';
  return !isExitZeroAlone || effectOf(change, gate) !== 'told';
}

function changeFinding(one: CheckedCase, change: CaseChange): ReviewFinding {
  const isOver = change.tolerance.kind === 'expired';
  const lines = [...toleranceLines(change), ...changeLines(change).map((line) => line.trim())];
  const words = changeWords(change);
  return findingOf(placed(one), {
    kind: isOver ? 'expired-exception' : change.kind,
    subject: subjectOf(change),
    message: lines.length === 0 ? words : `${words}: ${lines.join('; ')}`,
    line: change.line,
    instruction: change.instruction,
    trials: trialsOf(change),
  });
}

function placed({ id, file }: CheckedCase): Parameters<typeof findingOf>[0] {
  return { id, path: file, dockerfile: file };
}

/** What tells a change from others of its kind in the same case. */
function subjectOf(change: CaseChange): string {
  if ('answer' in change) return `${change.kind} ${change.answer}`;
  if ('capability' in change) return `${change.kind} ${change.capability ?? change.set?.join() ?? ''}`;
  return change.kind;
}

function trialsOf(change: CaseChange): readonly string[] {
  if ('proofs' in change)
    return change.proofs.flatMap(({ failing, serving }) => [failing, serving].flatMap((tried) => tried?.trials ?? []));
  return 'trials' in change ? change.trials : [];
}
