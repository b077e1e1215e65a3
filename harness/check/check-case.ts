import { comparableSets, compareAnswers } from '../comparison/compare-answers.ts';
import type { ComparedCase } from '../comparison/compared-case.ts';
import { type DifferingFact, differingBuild, differingConfiguration } from '../comparison/differing-facts.ts';
import { lossChanges } from '../comparison/loss-changes.ts';
import type { ReferenceImage } from '../comparison/reference-image.ts';
import type { CaseRecord } from '../record/record.ts';
import { ANSWERS, type Answer } from '../vocabulary/answer.ts';
import { proofsOf } from './check-proof.ts';
import type { CaseDifference } from './kinds/change-kinds.ts';
import type { EffectChange } from './kinds/effect-change.ts';

/** What is checked of one case: what is locked, and what the run found. */
export interface CaseQuestion {
  readonly locked: ComparedCase;
  readonly now: CaseRecord;
  /** The facts of engine and host that are not those of the proof. */
  readonly environment: readonly DifferingFact[];
  readonly image: ReferenceImage;
}

/** Fields of a case that decide what can be answered at all; all others are causes of a change like the builder itself. */
const DECISIVE_FIELDS: readonly string[] = ['universe', 'untestable'];

/** The facts that forbid to call the builder, the Dockerfile or its bases the reason of a difference. */
export function decisiveFacts({ locked, now, environment }: CaseQuestion): DifferingFact[] {
  return [...environment, ...differingBuild(locked, now).filter(({ field }) => DECISIVE_FIELDS.includes(field))];
}

/** What of the build itself is not as it was: how it is configured, then its Dockerfile, context and bases. */
export function buildChanges({ locked, now }: Pick<CaseQuestion, 'locked' | 'now'>): DifferingFact[] {
  return [
    ...differingConfiguration(locked.configuration, now.configuration),
    ...differingBuild(locked, now).filter(({ field }) => !DECISIVE_FIELDS.includes(field)),
  ];
}

/** Everything of a case that is not as locked. */
export function differencesOf(question: CaseQuestion): CaseDifference[] {
  const { locked, now } = question;
  const need = needChange(question);
  const silences = silenceChanges(question);
  const found: EffectChange[] = [
    ...(need === undefined ? [] : [need]),
    ...exitCodeChanges(question, need, silences),
    ...silences,
  ];
  const facts = decisiveFacts(question);
  const lockedSuffices = need === undefined || need.kind === 'needs-less';
  const effects: CaseDifference[] =
    found.length > 0 && facts.length > 0 ? [{ kind: 'not-comparable', facts, found, lockedSuffices }] : found;
  return [...effects, ...ANSWERS.flatMap((answer) => unanswered(locked, now, answer)), ...imageDifference(question)];
}

/** How what the case needs is not as locked. */
function needChange({ locked, now }: CaseQuestion): NeedChange | undefined {
  const change = compareAnswers(locked, now, 'faithful');
  if (change === undefined || change.relation === 'unchanged') return undefined;
  const { relation, before, after } = change;
  return {
    kind: relation === 'needs-more' && after.length === 0 ? 'no-longer-builds' : relation,
    locked: before,
    found: after,
    proofs: proofsOf(change, now, 'faithful'),
  };
}

/** The faithful answer needs other sets than are locked. */
type NeedChange = Extract<EffectChange, { kind: 'needs-more' | 'no-longer-builds' | 'needs-less' | 'different' }>;

/** The lack of something shows otherwise. */
type SilenceChange = Extract<EffectChange, { kind: 'became-error' | 'became-silent' }>;

function exitCodeChanges(
  { locked, now }: CaseQuestion,
  need: NeedChange | undefined,
  silences: readonly SilenceChange[],
): EffectChange[] {
  const change = compareAnswers(locked, now, 'exitZero');
  if (change === undefined || change.relation === 'unchanged') return [];
  const { relation, before, after } = change;
  const repeated =
    silences.length > 0 || JSON.stringify([need?.locked, need?.found]) === JSON.stringify([before, after]);
  const proofs = proofsOf(change, now, 'exitZero');
  return [{ kind: 'exit-code-changed', relation, repeated, locked: before, found: after, proofs }];
}

function unanswered(locked: ComparedCase, now: CaseRecord, answer: Answer): CaseDifference[] {
  if (comparableSets(locked, answer) === undefined || comparableSets(now, answer) !== undefined) return [];
  // Where nobody knows the first answer, that the second one is open too is not worth a word of its own.
  if (answer === 'exitZero' && comparableSets(now, 'faithful') === undefined) return [];
  return [{ kind: 'no-verdict', answer, reason: now.reason ?? `the case is ${now.status}` }];
}

function silenceChanges(question: CaseQuestion): SilenceChange[] {
  const { locked, now } = question;
  const changes = lossChanges(locked, now).map(
    ({ kind, capability, trialsAfter: trials, shown }): SilenceChange => ({
      kind,
      capability,
      set: null,
      trials,
      shown,
    }),
  );
  return changes.some(({ kind }) => kind === 'became-silent') ? changes : [...changes, ...newlySilentSets(question)];
}

/**
 * Sets that failed, and now report success with another image, for want of something that is not known to go unnoticed: whoever
 * grants one of them is no longer warned.
 */
function newlySilentSets({ locked, now }: CaseQuestion): SilenceChange[] {
  const change = compareAnswers(locked, now, 'exitZero');
  const faithful = comparableSets(now, 'faithful');
  if (change === undefined || faithful === undefined) return [];
  const known = locked.losses.filter(({ verdict }) => verdict === 'degraded').map(({ capability }) => capability);
  return proofsOf(change, now, 'exitZero').flatMap(({ serves, set, serving }) => {
    const isExpected = faithful.some((needed) => needed.every((name) => set.includes(name) || known.includes(name)));
    if (serves === 'locked' || isExpected) return [];
    const { trials = [], shown = [] } = serving ?? {};
    return [{ kind: 'became-silent', capability: null, set, trials, shown }];
  });
}

/** Another Dockerfile, context or base gives another image as it should; then its change says nothing of the builder. */
function imageDifference({ locked, now, image }: CaseQuestion): CaseDifference[] {
  if (image.kind !== 'differs' || buildChanges({ locked, now }).length > 0) return [];
  return [{ kind: 'reference-changed', differences: image.differences }];
}
