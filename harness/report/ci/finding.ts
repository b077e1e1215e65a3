import { needOf } from '../../record/capability-need.ts';
import type { CaseRecord, Loss, RunRecord } from '../../record/record.ts';
import { type RecordEvidence, standingText } from '../../record/record-evidence.ts';
import { safeText, shorten } from '../../text/plain-text.ts';
import { lossText } from '../blocks/answer/loss-text.ts';
import { flakyLines, violationLines } from '../blocks/basis/violation-text.ts';
import { configurationLines } from '../blocks/run/configuration-text.ts';
import { lineNumber, lineOfLoss } from './dockerfile-place.ts';
import { byAttention, type FindingKind } from './finding-kind.ts';
import { RECORD_FINDINGS } from './record-finding-kinds.ts';

/** One thing to be said of one place of one Dockerfile: what reports for code review consist of. */
export interface ReviewFinding {
  /** What sort of thing it tells, with what reports say of it. */
  readonly kind: FindingKind;
  /** The capability that a build needs, as the kernel names it (`CAP_CHOWN`), else the kind's name: findings are grouped by it. */
  readonly rule: string;
  /** What tells it from others of its rule at its place, as a capability or a set; empty if there is only one. */
  readonly subject: string;
  readonly caseId: string;
  /** The Dockerfile, relative to where the run was begun. */
  readonly file: string;
  readonly line: number | null;
  /** The instruction that failed; empty if none did. */
  readonly instruction: string;
  /** One line of safe text. */
  readonly message: string;
  /** The trials that show it. */
  readonly trials: readonly string[];
}

/** The longest message; what is longer is the log of a build, which the record keeps. */
const LONGEST = 600;

/** Everything that a record says of Dockerfiles, what asks for attention first. */
export function recordFindings({ cases, evidence }: RunRecord): ReviewFinding[] {
  return marked(byAttention(cases.flatMap(caseFindings), Object.values(RECORD_FINDINGS)), evidence);
}

/** Findings of a record: each is read by itself, so each says where nobody can check the record. */
export function marked(findings: readonly ReviewFinding[], evidence: RecordEvidence | undefined): ReviewFinding[] {
  const standing = standingText(evidence) ?? '';
  return findings.map((finding) => withRemark(finding, standing));
}

/** A finding with a remark behind it, which is never cut off with its end. */
function withRemark(finding: ReviewFinding, remark: string): ReviewFinding {
  if (remark === '') return finding;
  const room = LONGEST - remark.length - 3;
  return { ...finding, message: `${shorten(finding.message, room)} (${remark})` };
}

function caseFindings(one: CaseRecord): ReviewFinding[] {
  const configuration = shorten(configurationLines(one).join(), LONGEST / 3);
  const findings = [
    ...unanswered(one),
    ...one.losses.map((loss) => lossFinding(one, loss)),
    ...flakyFindings(one),
    ...violationLines(one)
      .slice(0, 1)
      .map((message) => findingOf(one, { kind: RECORD_FINDINGS.moreHurts, message })),
  ];
  return findings.map((finding) => withRemark(finding, configuration));
}

function unanswered(one: CaseRecord): ReviewFinding[] {
  const failure = one.referenceFailure;
  if (failure !== null) {
    const { instruction } = failure;
    return [
      findingOf(one, {
        kind: RECORD_FINDINGS.referenceFailed,
        message: `the reference build fails with everything granted: ${failure.message}`,
        line: instruction === null ? null : lineNumber(instruction.line),
        instruction: instruction?.text ?? '',
      }),
    ];
  }
  if (one.status === 'invalid') {
    const line = lineNumber(one.invalid?.line ?? 0);
    return [findingOf(one, { kind: RECORD_FINDINGS.invalid, message: `cannot be used: ${one.reason ?? ''}`, line })];
  }
  if (one.faithful.complete) return [];
  const message = `no proven answer (${one.status}): ${one.reason ?? 'no reason known'}`;
  return [findingOf(one, { kind: RECORD_FINDINGS.noAnswer, message })];
}

function lossFinding(one: CaseRecord, loss: Loss): ReviewFinding {
  const { silent, place, what } = lossText(loss);
  const happens = silent
    ? `exit code 0, but the image differs: ${what}`
    : `${[place, what].filter((text) => text !== '').join(': ') || 'the build does not end'}`;
  return findingOf(one, {
    kind: silent ? RECORD_FINDINGS.silentLoss : RECORD_FINDINGS.needed,
    rule: `CAP_${safeText(loss.capability)}`,
    message: `${needText(one, loss.capability)}; without it ${happens}`,
    line: lineOfLoss(one, loss),
    instruction: loss.instruction?.text ?? '',
    trials: loss.trials,
  });
}

function flakyFindings(one: CaseRecord): ReviewFinding[] {
  const lines = flakyLines(one);
  return one.flaky.map(({ answer, set }, index) =>
    findingOf(one, { kind: RECORD_FINDINGS.flaky, subject: `${answer} ${set.join()}`, message: lines[index] ?? '' }),
  );
}

/** How strongly it is known that a capability is needed. */
function needText(one: CaseRecord, capability: string): string {
  if (needOf(one, capability) === 'needed') return `needs ${capability}`;
  const { complete, minimalSets } = one.faithful;
  const first = minimalSets.find((set) => set.includes(capability));
  if (first === undefined) return `${capability} makes a difference`;
  const which = complete ? `one of ${minimalSets.length} minimal sets` : 'a set that works';
  return `${capability} is part of ${first.join(' ')}, ${which}`;
}

/** A finding on a case; what is not told of it is nowhere in its Dockerfile. */
export function findingOf(
  one: Pick<CaseRecord, 'id' | 'dockerfile'>,
  { kind, message, ...told }: Pick<ReviewFinding, 'kind' | 'message'> & Partial<ReviewFinding>,
): ReviewFinding {
  return {
    kind,
    rule: kind.name,
    subject: '',
    caseId: one.id,
    file: one.dockerfile,
    line: null,
    instruction: '',
    message: shorten(safeText(`${one.id}: ${message}`), LONGEST),
    trials: [],
    ...told,
  };
}
