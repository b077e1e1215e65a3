import { type CapabilitySet, difference, EMPTY_SET, intersection, isSubset } from '../capabilities/capability-set.ts';
import { askedIn } from '../capabilities/cube.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { Answer, Outcome } from '../vocabulary/answer.ts';
import { answerBorders, type Implied, impliedBy, moreHurts } from './answer-borders.ts';
import { decidingCube, isException, type RecordedCube, recordedCover } from './answer-cover.ts';
import type { CaseRecord } from './record.ts';
import { outcomeInTable } from './table-check.ts';
import { isDecidedByOthers, setOfTrial, trialsWith } from './trials-of-set.ts';
import { letterOf, truthTableIn } from './truth-table.ts';

/** What a record says of one set for one answer. Every report asks here, so that no two of them say different things. */
export type SetFinding =
  | DecidedFinding
  /** The set itself both served and failed. */
  | { readonly kind: 'flaky'; readonly passes: readonly string[]; readonly failures: readonly string[] }
  | NotKnown;

/** A set that is known to serve, or to fail. */
export interface DecidedFinding {
  readonly kind: 'serves' | 'fails';
  readonly basis: Basis;
  /** What weakens it; null where nothing does. */
  readonly doubt: Doubt | null;
}

/** What decides a set. */
export type Basis = OtherBasis | CubeBasis;

interface OtherBasis {
  /**
   * `trial`: trials of the set itself. `truth-table`: its entry in a truth table. `assumption`: trials of another set, a smaller
   * one that served or a larger one that failed, because more capabilities never hurt.
   */
  readonly kind: 'trial' | 'truth-table' | 'assumption';
  /** The set that was tried. */
  readonly set: CapabilitySet;
  /** The trials of that set which show it; none where only a truth table has it. */
  readonly trials: readonly string[];
}

/** Watched trials of other sets in which the kernel was asked about nothing that tells this set from them. */
interface CubeBasis {
  readonly kind: 'cube';
  /** The set of the first of its trials. */
  readonly set: CapabilitySet;
  readonly trials: readonly string[];
  /** The capabilities that the kernel was asked about in them. */
  readonly asked: CapabilitySet;
  /** Capabilities that it was not asked about, and that matter in them all the same. */
  readonly hidden: CapabilitySet;
}

/** What weakens a finding. */
export type Doubt =
  /** A failure may be chance until it was seen as often as the run asked for. */
  | { readonly kind: 'not-confirmed'; readonly seen: number; readonly needed: number }
  /** What serves has failed as well. */
  | { readonly kind: 'flaky'; readonly failures: number };

/** A set that nothing decides. */
export interface NotKnown {
  readonly kind: 'not-known';
  readonly why: Gap;
  /** What would be implied if more capabilities never hurt. */
  readonly expected: DecidedFinding | undefined;
}

/** Why nothing decides a set. */
export type Gap =
  /** The case has no answer at all. */
  | 'no-answer'
  /** It holds capabilities that are not in the universe, and was not tried. */
  | 'outside-universe'
  /** More capabilities hurt this build, so that no set decides another. */
  | 'violated'
  /** The run ended before it was decided. */
  | 'open';

/** Reads off what the record says of a set. What was observed of the set itself comes before whatever is implied. */
export function findingOfSet(one: CaseRecord, answer: Answer, set: CapabilitySet): SetFinding {
  const { minimal, failing } = answerBorders(one, answer);
  const observed = observedFinding(one, answer, set);
  // Without a reference nothing says which image is right, so that a build that succeeds has not served yet.
  const isUnanswered = minimal.length === 0;
  if (observed !== undefined && !(isUnanswered && observed.kind === 'serves')) return observed;
  if (one.referenceFailure !== null || (isUnanswered && (observed !== undefined || failing.length === 0))) {
    return notKnown('no-answer');
  }
  if (!isSubset(set, setOfNames(one.universe))) return notKnown('outside-universe');
  return impliedFinding(one, answer, set);
}

/**
 * What the record says of the part of a set that lies in the universe of a case, and what lies outside. What one case needs may
 * be outside the universe of another, and no trial of that one had it.
 */
export function findingInUniverse(
  one: CaseRecord,
  answer: Answer,
  set: CapabilitySet,
): { readonly finding: SetFinding; readonly inside: CapabilitySet; readonly outside: CapabilitySet } {
  const whole = findingOfSet(one, answer, set);
  if (whole.kind !== 'not-known' || whole.why !== 'outside-universe') {
    return { finding: whole, inside: set, outside: EMPTY_SET };
  }
  const universe = setOfNames(one.universe);
  const inside = intersection(set, universe);
  return { finding: findingOfSet(one, answer, inside), inside, outside: difference(set, universe) };
}

function notKnown(why: Gap, expected?: DecidedFinding): NotKnown {
  return { kind: 'not-known', why, expected };
}

function observedFinding(one: CaseRecord, answer: Answer, set: CapabilitySet): SetFinding | undefined {
  const passes = trialsWith(one, answer, set, 'pass');
  const failures = trialsWith(one, answer, set, 'fail');
  if (passes.length > 0 && failures.length > 0) return { kind: 'flaky', passes, failures };
  if (passes.length > 0) return decided(one, 'pass', { kind: 'trial', set, trials: passes });
  if (failures.length > 0) {
    const seen = Math.max(failures.length, watchedFailures(one, answer, set));
    return decided(one, 'fail', { kind: 'trial', set, trials: failures }, seen);
  }
  const outcome = tabledOutcome(one, answer, set);
  return outcome === undefined ? undefined : decided(one, outcome, { kind: 'truth-table', set, trials: [] });
}

/** In how many watched trials a failing set was seen to fail: the repeats of a trial have other sets of its cube. */
function watchedFailures(one: CaseRecord, answer: Answer, set: CapabilitySet): number {
  const cube = decidingCube(recordedCover(one, answer), set);
  return cube?.outcome === 'fail' ? cube.trials.length : 0;
}

function tabledOutcome(one: CaseRecord, answer: Answer, set: CapabilitySet): Outcome | undefined {
  if (isDecidedByOthers(one, set)) return undefined;
  const table = truthTableIn(one);
  const letter = table === undefined ? undefined : letterOf(table, set);
  return letter === undefined ? undefined : outcomeInTable(one, answer, set, letter);
}

function decided(one: CaseRecord, outcome: Outcome, basis: Basis, seen = basis.trials.length): DecidedFinding {
  const doubt = outcome === 'fail' ? doubtOfFailure(one, seen) : doubtOfPass(one, basis);
  return { kind: outcome === 'pass' ? 'serves' : 'fails', basis, doubt };
}

function doubtOfFailure({ trials }: CaseRecord, seen: number): Doubt | null {
  return seen === 0 || seen >= trials.confirm ? null : { kind: 'not-confirmed', seen, needed: trials.confirm };
}

function doubtOfPass({ flaky }: CaseRecord, basis: Basis): Doubt | null {
  const failed = flaky.filter(({ set }) => setOfNames(set) === basis.set).map(({ failures }) => failures);
  return failed.length === 0 ? null : { kind: 'flaky', failures: Math.max(...failed) };
}

/**
 * What was watched comes before what is assumed. The same image is more than exit code 0: what decides the one answer may decide
 * the other as well.
 */
function impliedFinding(one: CaseRecord, answer: Answer, set: CapabilitySet): SetFinding {
  const [other, telling] = answer === 'faithful' ? (['exitZero', 'fail'] as const) : (['faithful', 'pass'] as const);
  const watched = watchedFinding(one, answer, set) ?? watchedFinding(one, other, set, telling);
  if (watched !== undefined) return watched;
  const own = impliedBy(answerBorders(one, answer), set);
  if (own !== undefined && mayBeAssumed(one, answer, set, own)) return assumed(one, answer, own);
  const others = impliedBy(answerBorders(one, other), set);
  if (others?.outcome === telling && mayBeAssumed(one, other, set, others)) return assumed(one, other, others);
  return own === undefined ? notKnown('open') : notKnown('violated', assumed(one, answer, own));
}

/** What a watched trial of another set shows, where it is one of these outcomes. */
function watchedFinding(
  one: CaseRecord,
  answer: Answer,
  set: CapabilitySet,
  telling?: Outcome,
): DecidedFinding | undefined {
  const cube = decidingCube(recordedCover(one, answer), set);
  if (cube === undefined || (telling !== undefined && cube.outcome !== telling)) return undefined;
  return decided(one, cube.outcome, cubeBasis(one, answer, cube));
}

function cubeBasis(one: CaseRecord, answer: Answer, cube: RecordedCube): Basis {
  const decisive = askedIn(cube);
  const hidden = intersection(decisive, recordedCover(one, answer)?.hidden ?? EMPTY_SET);
  const set = cube.trials.map((id) => setOfTrial(one, id)).find((tried) => tried !== undefined) ?? cube.granted;
  return { kind: 'cube', set, trials: cube.trials, asked: difference(decisive, hidden), hidden };
}

/** Whether nothing is known to speak against the assumption that more capabilities never hurt. */
function mayBeAssumed(one: CaseRecord, answer: Answer, set: CapabilitySet, { outcome }: Implied): boolean {
  if (moreHurts(one, answer)) return false;
  return outcome === 'fail' || !isException(recordedCover(one, answer), set);
}

function assumed(one: CaseRecord, answer: Answer, { outcome, by }: Implied): DecidedFinding {
  return decided(one, outcome, { kind: 'assumption', set: by, trials: trialsWith(one, answer, by, outcome) });
}
