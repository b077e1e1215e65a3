import type { CaseRecord, RunRecord } from '../record/record.ts';
import { caseObstacles, environmentObstacles, type Obstacle } from './comparability.ts';
import { type AnswerChange, compareAnswers } from './compare-answers.ts';

/** A capability whose lack shows otherwise than it did. */
export interface LossChange {
  readonly capability: string;
  /** `became-error`: the image silently lost something, now the build fails. `became-silent`: the reverse. */
  readonly kind: 'became-error' | 'became-silent';
  readonly trialsBefore: readonly string[];
  readonly trialsAfter: readonly string[];
  /** What is lost silently, or what the build says: that of the later record. */
  readonly shown: readonly string[];
}

/** Whether the image that counts as right is another one; `unknown` where its fingerprints are not at hand. */
export type ReferenceImage =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly differences: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What became of one case. */
export type CaseComparison =
  | {
      readonly kind: 'compared';
      readonly id: string;
      readonly faithful: AnswerChange;
      /** Null where one of the records does not answer it. */
      readonly exitZero: AnswerChange | null;
      readonly losses: readonly LossChange[];
      readonly image: ReferenceImage;
    }
  | { readonly kind: 'not-comparable'; readonly id: string; readonly obstacles: readonly Obstacle[] }
  | { readonly kind: 'no-verdict'; readonly id: string; readonly reason: string };

/** The comparison of two records. */
export interface Comparison {
  readonly before: Pick<RunRecord, 'builder' | 'environment'>;
  readonly after: Pick<RunRecord, 'builder' | 'environment'>;
  readonly cases: readonly CaseComparison[];
}

/** What is known of the reference image of a case; records do not hold images. */
export type ImageComparison = (id: string) => ReferenceImage;

/** Compares two records case by case, in the order of the first; cases that only the second has come last. */
export function compareRecords(before: RunRecord, after: RunRecord, imageOf: ImageComparison): Comparison {
  const obstacles = environmentObstacles(before, after);
  const later = new Map(after.cases.map((one) => [one.id, one]));
  const known = new Set(before.cases.map(({ id }) => id));
  const compared = before.cases.map((one) => {
    const other = later.get(one.id);
    if (other === undefined) return noVerdict(one.id, 'only the first record has this case');
    return compareCase(one, other, { obstacles, imageOf });
  });
  const added = after.cases.filter(({ id }) => !known.has(id));
  return {
    before,
    after,
    cases: [...compared, ...added.map(({ id }) => noVerdict(id, 'only the second record has this case'))],
  };
}

/** Whether something that a user would call a change was found. */
export function differs(one: CaseComparison): boolean {
  if (one.kind !== 'compared') return false;
  const { faithful, exitZero, losses, image } = one;
  return (
    faithful.relation !== 'unchanged' ||
    (exitZero !== null && exitZero.relation !== 'unchanged') ||
    losses.length > 0 ||
    image.kind === 'differs'
  );
}

/** 0 the same, 1 something differs, 3 nothing differs, but not everything could be compared. */
export function comparisonExitCode({ cases }: Comparison): 0 | 1 | 3 {
  if (cases.some(differs)) return 1;
  return cases.every((one) => one.kind === 'compared' && one.exitZero !== null) ? 0 : 3;
}

function compareCase(
  before: CaseRecord,
  after: CaseRecord,
  { obstacles, imageOf }: { readonly obstacles: readonly Obstacle[]; readonly imageOf: ImageComparison },
): CaseComparison {
  const { id } = before;
  const inTheWay = [...obstacles, ...caseObstacles(before, after)];
  if (inTheWay.length > 0) return { kind: 'not-comparable', id, obstacles: inTheWay };
  const faithful = compareAnswers(before, after, 'faithful');
  if (faithful === undefined) return noVerdict(id, whyNone(before, after));
  const exitZero = compareAnswers(before, after, 'exitZero') ?? null;
  return { kind: 'compared', id, faithful, exitZero, losses: lossChanges(before, after), image: imageOf(id) };
}

function noVerdict(id: string, reason: string): CaseComparison {
  return { kind: 'no-verdict', id, reason };
}

function whyNone(before: CaseRecord, after: CaseRecord): string {
  const open = [['first', before] as const, ['second', after] as const].filter(([, one]) => one.status !== 'proven');
  return open
    .map(([name, { status, reason }]) => `${name} record: ${status}, ${reason ?? 'no reason told'}`)
    .join('; ');
}

function lossChanges(before: CaseRecord, after: CaseRecord): LossChange[] {
  const capabilities = [...new Set(before.losses.map(({ capability }) => capability))];
  return capabilities.flatMap((capability) => {
    const [old, now] = [before, after].map(({ losses }) => losses.filter((loss) => loss.capability === capability));
    const kind = changeOf(silenceOf(old ?? []), silenceOf(now ?? []));
    if (kind === undefined) return [];
    return [
      {
        capability,
        kind,
        trialsBefore: (old ?? []).flatMap(({ trials }) => trials),
        trialsAfter: (now ?? []).flatMap(({ trials }) => trials),
        shown: (now ?? []).flatMap(({ differences, message }) => [
          ...differences,
          ...(message === null ? [] : [message]),
        ]),
      },
    ];
  });
}

/** Whether the lack is silent or not whatever else is granted; undefined where that depends, or where it is no loss. */
function silenceOf(losses: CaseRecord['losses']): boolean | undefined {
  const [first] = losses;
  if (first === undefined) return undefined;
  const silent = first.verdict === 'degraded';
  return losses.every(({ verdict }) => (verdict === 'degraded') === silent) ? silent : undefined;
}

function changeOf(before: boolean | undefined, after: boolean | undefined): LossChange['kind'] | undefined {
  if (before === undefined || after === undefined || before === after) return undefined;
  return before ? 'became-error' : 'became-silent';
}
