import { standingText } from '../../record/record-evidence.ts';
import { findingOf, marked, type ReviewFinding } from '../../report/ci/finding.ts';
import { byAttention, type FindingKind } from '../../report/ci/finding-kind.ts';
import { RECORD_FINDINGS } from '../../report/ci/record-finding-kinds.ts';
import type { SarifRun } from '../../report/ci/sarif.ts';
import { countOf } from '../../text/plain-text.ts';
import { builderText } from '../check-builder.ts';
import { checkExitCode, effectOf } from '../check-effect.ts';
import type { CheckGate } from '../check-gate.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import type { CaseChange, CheckedCase } from '../checked-case.ts';
import { CHANGE_KINDS, kindOf } from '../kinds/change-kinds.ts';
import { changeLines, toleranceLines } from './check-case-text.ts';
import { lockedConfigurationText } from './check-configuration-text.ts';

/** A change of any kind that an exception no longer tolerates. */
const EXPIRED_EXCEPTION: FindingKind = {
  name: 'expired-exception',
  severity: 'error',
  title: 'Exception expired',
  meaning: 'The exception that accepts a change has expired.',
  help: 'Renew the exception with a reason, or lock the finding as it is now.',
  security: 'medium',
  steps: [
    'Decide again whether the difference is acceptable.',
    'If it is for good, run `kaniko-caps update --record RUN --accept`. If it is for a time, renew the exception with a reason.',
  ],
};

const ORDER: readonly FindingKind[] = [
  ...Object.values(CHANGE_KINDS).map(({ finding }) => finding),
  EXPIRED_EXCEPTION,
  RECORD_FINDINGS.flaky,
];

/** What a check has to say in a review of code: all that is not as locked, but for what is tolerated. */
export function checkFindings({ cases, run }: Check, gate: CheckGate): ReviewFinding[] {
  const findings = cases.flatMap((one) => [
    ...one.changes.filter((change) => isWorthAPlace(change, gate)).map((change) => changeFinding(one, change)),
    ...(one.flaky ? [findingOf(placed(one), { kind: RECORD_FINDINGS.flaky, message: FLAKY })] : []),
  ]);
  return marked(byAttention(findings, ORDER), run?.evidence);
}

const FLAKY = 'a set both worked and failed';

/**
 * The same for annotations, of which few are shown: what an upgrade brings to all cases, as another image, and what does not
 * count is told once, with the first case that has it, so that there is room for the rest.
 */
export function annotatedCheckFindings(check: Check, gate: CheckGate): ReviewFinding[] {
  const findings = checkFindings(check, gate);
  if (gate.strict) return findings;
  const common = Object.values(CHANGE_KINDS)
    .filter((kind) => kind.isToldTogether === true && kind.effect(gate) === 'told')
    .map(({ finding }): FindingKind => finding);
  return findings.flatMap((finding) => {
    if (!common.includes(finding.kind)) return [finding];
    const [first, ...others] = findings.filter(({ kind }) => kind === finding.kind);
    if (finding !== first) return [];
    const besides = others.length === 0 ? '' : `; the same in ${countOf(others.length, 'other case')}`;
    return [{ ...finding, message: `${finding.message}${besides}` }];
  });
}

/** What SARIF tells of a check. */
export function checkSarifRun(check: Check, { tool, gate, shard }: CheckView): SarifRun {
  const { run, cases } = check;
  return {
    tool,
    category: 'kaniko-caps-check',
    run: run?.run ?? { id: 'nothing-to-run', startedAt: '', finishedAt: '', ...(shard === undefined ? {} : { shard }) },
    successful: ![2, 3].includes(checkExitCode(cases, gate)),
    summary: `${countOf(cases.length, 'case')} checked${run === null ? '' : ` with ${builderText(run.builder)}`}`,
    standing: standingText(run?.evidence),
    findings: checkFindings(check, gate),
  };
}

function isWorthAPlace(change: CaseChange, gate: CheckGate): boolean {
  if (change.tolerance.kind === 'tolerated') return false;
  return kindOf(change).isSecondary !== true || effectOf(change, gate) !== 'told';
}

function changeFinding(one: CheckedCase, change: CaseChange): ReviewFinding {
  const kind = kindOf(change);
  const lines = [...toleranceLines(change), ...changeLines(change).map((line) => line.trim())];
  const subject = kind.subject(change);
  return findingOf(placed(one), {
    kind: change.tolerance.kind === 'expired' ? EXPIRED_EXCEPTION : kind.finding,
    subject: subject === '' ? change.kind : `${change.kind} ${subject}`,
    message: `${configurationPrefix(one)}${kind.words}${lines.length === 0 ? '' : `: ${lines.join('; ')}`}`,
    line: change.line,
    instruction: change.instruction,
    trials: kind.trials(change),
  });
}

/** Said first, as it may be the reason. */
function configurationPrefix({ configuration }: CheckedCase): string {
  return configuration === null ? '' : `configured differently (${lockedConfigurationText(configuration)}): `;
}

function placed({ id, file }: CheckedCase): Parameters<typeof findingOf>[0] {
  return { id, dockerfile: file };
}
