import type { CaseRecord, Loss, RunRecord } from '../../record/record.ts';
import { lossText } from '../loss-text.ts';
import { safeText, shorten } from '../plain-text.ts';
import { flakyLines, violationLines } from '../violation-text.ts';
import { dockerfilePath, lineNumber, lineOfLoss } from './dockerfile-place.ts';

/** What sort of thing a finding tells, the ones that ask for attention first. */
export const FINDING_KINDS = ['reference-failed', 'silent-loss', 'no-answer', 'flaky', 'more-hurts', 'needed'] as const;

/** What sort of thing a finding tells. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing to be said of one place of one Dockerfile: what reports for code review consist of. */
export interface Finding {
  readonly kind: FindingKind;
  /** The capability that is needed, as the kernel names it (`CAP_CHOWN`), else the kind. */
  readonly rule: string;
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
export function findingsOf({ cases }: RunRecord): Finding[] {
  const findings = cases.flatMap(caseFindings);
  return FINDING_KINDS.flatMap((kind) => findings.filter((finding) => finding.kind === kind));
}

function caseFindings(one: CaseRecord): Finding[] {
  return [
    ...unanswered(one),
    ...one.losses.map((loss) => lossFinding(one, loss)),
    ...flakyLines(one).map((text) => finding(one, 'flaky', { message: text })),
    ...violationLines(one)
      .slice(0, 1)
      .map((text) => finding(one, 'more-hurts', { message: text })),
  ];
}

function unanswered(one: CaseRecord): Finding[] {
  const failure = one.referenceFailure;
  if (failure !== null) {
    const { instruction, message } = failure;
    return [
      finding(one, 'reference-failed', {
        message: `the reference build fails with everything granted: ${message}`,
        line: instruction === null ? null : lineNumber(instruction.line),
        instruction: instruction?.text ?? '',
      }),
    ];
  }
  if (one.faithful.complete) return [];
  return [
    finding(one, 'no-answer', { message: `no proven answer (${one.status}): ${one.reason ?? 'no reason told'}` }),
  ];
}

function lossFinding(one: CaseRecord, loss: Loss): Finding {
  const { silent, place, what } = lossText(loss);
  const happens = silent
    ? `exit code 0, but the image differs: ${what}`
    : `${[place, what].filter((text) => text !== '').join(': ') || 'the build does not end'}`;
  return {
    ...finding(one, silent ? 'silent-loss' : 'needed', {
      message: `${needText(one, loss.capability)}; without it ${happens}`,
      line: lineOfLoss(one, loss),
      instruction: loss.instruction?.text ?? '',
    }),
    rule: `CAP_${safeText(loss.capability)}`,
    trials: loss.trials,
  };
}

/** How strongly it is known that a capability is needed. */
function needText({ faithful, partial }: CaseRecord, capability: string): string {
  const sets = faithful.minimalSets.filter((set) => set.includes(capability));
  const always = faithful.complete
    ? sets.length === faithful.minimalSets.length
    : (partial.faithful?.knownNecessary.includes(capability) ?? false);
  if (always) return `needs ${capability}`;
  const [first] = sets;
  if (first === undefined) return `${capability} makes a difference`;
  const which = faithful.complete ? `one of ${faithful.minimalSets.length} minimal sets` : 'a set that serves';
  return `${capability} is part of ${first.join(' ')}, ${which}`;
}

function finding(
  one: CaseRecord,
  kind: FindingKind,
  told: { readonly message: string; readonly line?: number | null; readonly instruction?: string },
): Finding {
  return {
    kind,
    rule: kind,
    caseId: one.id,
    file: dockerfilePath(one),
    line: told.line ?? null,
    instruction: told.instruction ?? '',
    message: shorten(safeText(`${one.id}: ${told.message}`), LONGEST),
    trials: [],
  };
}
