import { type CapabilitySet, isSubset } from '../../capabilities/capability-set.ts';
import { parseSet } from '../../capabilities/parse-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { outcomeOf, type VerdictKind } from '../../vocabulary/verdict.ts';

/** What is true of a case, whatever goes wrong on the way. More capabilities never hurt it. */
export interface CaseTruth {
  readonly faithful: readonly CapabilitySet[];
  readonly exitZero: readonly CapabilitySet[];
  /** As the record of an undisturbed run has it; null where it is not known. */
  readonly referenceImage: string | null;
}

/** What an undisturbed run says of a case. */
export function truthIn({ faithful, exitZero, referenceImage }: CaseRecord): CaseTruth {
  return { faithful: setsOf(faithful.minimalSets), exitZero: setsOf(exitZero.minimalSets), referenceImage };
}

/** Whether a trial said what is true; `none` if it said nothing of the build. */
export type Truthfulness = 'true' | 'none' | 'wrong';

/** What a build that has an end, forges nothing and gets what it asks for never shows. */
const NEVER: readonly VerdictKind[] = ['timeout', 'untestable', 'tampered'];

/** What a trial's verdict is worth. */
export function truthfulness(kind: VerdictKind, set: CapabilitySet, truth: CaseTruth): Truthfulness {
  if (NEVER.includes(kind)) return 'wrong';
  if (outcomeOf(kind, 'exitZero') === undefined) return 'none';
  return kind === verdictOf(set, truth) ? 'true' : 'wrong';
}

function verdictOf(set: CapabilitySet, { faithful, exitZero }: CaseTruth): VerdictKind {
  const serves = (minimal: readonly CapabilitySet[]): boolean => minimal.some((one) => isSubset(one, set));
  if (serves(faithful)) return 'faithful';
  return serves(exitZero) ? 'degraded' : 'failed';
}

/** All that a record says of a run under faults that is not so, in words; nothing is wrong with saying less. */
export function untruthsOf({ cases }: RunRecord, truthOf: (caseId: string) => CaseTruth): string[] {
  return cases.flatMap((one) => untruthsOfCase(one, truthOf(one.id)).map((untruth) => `${one.id}: ${untruth}`));
}

function untruthsOfCase(one: CaseRecord, truth: CaseTruth): string[] {
  const trials = one.trials.all
    .filter(({ verdict, set }) => truthfulness(verdict, setOf(set), truth) === 'wrong')
    .map(({ id, set, verdict, shown }) => `${id} with ${set.join() || 'none'} is ${verdict} (${shown.join('; ')})`);
  const isImageWrong = [one.referenceImage, truth.referenceImage].every((image) => image !== null);
  return [
    ...trials,
    ...(['flaky', 'reference-failed', 'unreproducible'].includes(one.status) ? [`it is called ${one.status}`] : []),
    ...(isImageWrong && one.referenceImage !== truth.referenceImage ? ['the reference image is another one'] : []),
    ...(one.violations.length > 0 || one.flaky.length > 0 ? ['trials are said to contradict each other'] : []),
    ...(['faithful', 'exitZero'] as const).flatMap((answer) =>
      one[answer].complete && !isSameFamily(setsOf(one[answer].minimalSets), truth[answer])
        ? [`its minimal sets (${answer}) are ${JSON.stringify(one[answer].minimalSets)}`]
        : [],
    ),
  ];
}

/** Whether everything that is true of its cases is known. */
export function isAllKnown({ cases }: RunRecord): boolean {
  return cases.every(({ status, faithful, exitZero }) => status === 'proven' && faithful.complete && exitZero.complete);
}

function isSameFamily(one: readonly CapabilitySet[], other: readonly CapabilitySet[]): boolean {
  return one.length === other.length && one.every((set) => other.includes(set));
}

function setsOf(families: readonly (readonly string[])[]): CapabilitySet[] {
  return families.map(setOf);
}

function setOf(names: readonly string[]): CapabilitySet {
  return parseSet(names.join() || 'none');
}
