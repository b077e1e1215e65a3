import fc from 'fast-check';
import { type CapabilitySet, EMPTY_SET, formatSet, isSubset, setOf, union } from '../../capabilities/capability-set.ts';
import { subsetsOf } from '../../capabilities/subsets.ts';
import type { ImageFingerprint } from '../../image/fingerprint/fingerprint.ts';
import { caseRecord } from '../../proof/case-record.ts';
import { deriveCaseState } from '../../proof/case-state.ts';
import { createJudge } from '../../proof/judge.ts';
import type { CaseRecord } from '../../record/record.ts';
import type { VerdictLetter } from '../../record/truth-table-codec.ts';
import type { Observation } from '../../vocabulary/observation.ts';
import type { RunTask } from '../../vocabulary/run-plan.ts';
import type { TrialOutcome } from '../../vocabulary/trial-outcome.ts';
import { anyConfiguration } from './configurations.ts';
import { fileEntry, imageOf } from './fingerprints.ts';
import { plannedCaseOf, UNAUDITED } from './plans.ts';

/** What a build of a set shows: F the same image, D another one, X a failure, T no end before its deadline. */
type Shown = Exclude<VerdictLetter, '?'>;

/** A case of which the truth about every set is known, and the record that a run would have made of it. */
export interface GeneratedCase {
  readonly one: CaseRecord;
  readonly universe: CapabilitySet;
  /** What every build of a set shows, unless it is flaky. */
  readonly truth: (set: CapabilitySet) => Shown;
  /** Whether more capabilities never hurt, and no set shows now this and now that. */
  readonly isOrderly: boolean;
}

/** The six capabilities that a generated case may have in play: those of the popular list, and one that people forget. */
const MOST = setOf('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETGID', 'SETUID');

const IMAGES: Readonly<Record<string, ImageFingerprint>> = {
  same: imageOf({ tool: fileEntry({ mode: 0o2755 }) }),
  other: imageOf({ tool: fileEntry({ mode: 0o755 }) }),
};

const OUTCOMES: Readonly<Record<Shown, TrialOutcome>> = {
  F: { kind: 'built', fingerprint: 'same' },
  D: { kind: 'built', fingerprint: 'other' },
  X: {
    kind: 'failed',
    exitCode: 1,
    failure: { phase: 'instruction', instruction: null, message: 'no', signature: 'no' },
  },
  T: { kind: 'timeout', deadlineMs: 60_000 },
};

/** A trial as a run would have it: of which set, how often it was tried before, and whether anything ran beside it. */
interface Tried {
  readonly set: CapabilitySet;
  readonly shown: Shown;
  readonly alone: boolean;
}

const anySet = (universe: CapabilitySet): fc.Arbitrary<CapabilitySet> => fc.constantFrom(...subsetsOf(universe));

/** Truths in which more capabilities never hurt: a set is enough if it holds one of some sets. */
function orderlyTruth(universe: CapabilitySet): fc.Arbitrary<(set: CapabilitySet) => Shown> {
  const family = fc.array(anySet(universe), { minLength: 1, maxLength: 3 });
  return fc.tuple(family, family).map(([exitZero, more]) => {
    const faithful = exitZero.flatMap((set) => more.map((other) => union(set, other)));
    const holdsOne = (sets: readonly CapabilitySet[], set: CapabilitySet): boolean =>
      sets.some((least) => isSubset(least, set));
    return (set) => (holdsOne(faithful, set) ? 'F' : holdsOne(exitZero, set) ? 'D' : 'X');
  });
}

/** An orderly truth, but for some sets that show something else. */
function disorderlyTruth(universe: CapabilitySet): fc.Arbitrary<(set: CapabilitySet) => Shown> {
  const exception = fc.tuple(anySet(universe), fc.constantFrom<Shown>('F', 'D', 'X', 'T'));
  return fc
    .tuple(orderlyTruth(universe), fc.array(exception, { minLength: 1, maxLength: 8, size: 'max' }))
    .map(([truth, exceptions]) => {
      const others = new Map(exceptions.filter(([set]) => set !== universe));
      return (set) => others.get(set) ?? truth(set);
    });
}

/** What a run has tried: the reference first, then some sets or all of them, each once or several times. */
function anyTrials(universe: CapabilitySet): fc.Arbitrary<{ set: CapabilitySet; alone: boolean }[]> {
  const all = subsetsOf(universe).filter((set) => set !== universe);
  const trial = fc.record({ set: fc.constantFrom(...all), alone: fc.boolean() });
  const references = fc.nat({ max: 3 }).map((count) => (count === 0 ? 1 : 2));
  const everything = fc
    .constantFrom(1, 2, 3)
    .map((times) => Array.from({ length: times }, () => all.map((set) => ({ set, alone: true }))).flat());
  const tried = fc.oneof(
    { weight: 2, arbitrary: everything },
    { weight: 3, arbitrary: fc.array(trial, { maxLength: 40, size: 'max' }) },
  );
  return fc
    .tuple(references, tried)
    .map(([count, others]) => [...Array.from({ length: count }, () => ({ set: universe, alone: true })), ...others]);
}

function anyRunTask(universe: CapabilitySet): fc.Arbitrary<RunTask> {
  const over = fc.oneof(fc.constant(null), anySet(universe));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant<RunTask>({ kind: 'search' }) },
    { weight: 1, arbitrary: over.map((part): RunTask => ({ kind: 'every-set', over: part })) },
  );
}

/** Cases of every sort that a run may leave: proven, partial, flaky, with a truth table, where more capabilities hurt. */
export function anyCase(id: string): fc.Arbitrary<GeneratedCase> {
  const universes = fc.oneof(
    { weight: 3, arbitrary: fc.constant(MOST) },
    { weight: 1, arbitrary: fc.constant(setOf('CHOWN', 'FOWNER', 'FSETID')) },
  );
  return universes.chain((universe) => {
    const kinds = fc.oneof(
      { weight: 2, arbitrary: orderlyTruth(universe).map((truth) => ({ truth, isOrderly: true })) },
      { weight: 3, arbitrary: disorderlyTruth(universe).map((truth) => ({ truth, isOrderly: false })) },
    );
    const flaky = fc.array(fc.tuple(anySet(universe), fc.constantFrom<Shown>('F', 'D', 'X', 'T')), { maxLength: 2 });
    return fc
      .record({
        kind: kinds,
        trials: anyTrials(universe),
        task: anyRunTask(universe),
        flaky,
        configuration: anyConfiguration,
      })
      .map(({ kind, trials, task, flaky: others, configuration }) => {
        const now = new Map(others);
        const turns = new Map<CapabilitySet, number>();
        const tried = trials.map(({ set, alone }): Tried => {
          const turn = turns.get(set) ?? 0;
          turns.set(set, turn + 1);
          const other = now.get(set);
          if (other === undefined) return { set, alone, shown: kind.truth(set) };
          // What only took too long beside other builds is no evidence, so that the truth stays what it is.
          if (kind.isOrderly) return set === universe ? { set, alone, shown: 'F' } : { set, alone: false, shown: 'T' };
          return { set, alone, shown: turn % 2 === 1 ? other : kind.truth(set) };
        });
        const told = tried.map(({ set, shown }) => `${formatSet(set)} ${shown}`).join('; ');
        return {
          ...kind,
          universe,
          one: { ...recordedCase(id, universe, tried, task), configuration },
          [fc.toStringMethod]: () => `${id} (${task.kind}): ${told}`,
        };
      });
  });
}

/** The record that the proof makes of these trials. */
function recordedCase(id: string, universe: CapabilitySet, tried: readonly Tried[], task: RunTask): CaseRecord {
  const fingerprintOf = (digest: string): ImageFingerprint => {
    const image = IMAGES[digest];
    if (image === undefined) throw new Error(`No image ${digest}`);
    return image;
  };
  const observations = tried.map((one, index) => observationOf(one, index));
  const state = deriveCaseState(
    { universe, fileCapabilities: null, addsArchives: false, seccomp: 'default' },
    observations,
    createJudge(fingerprintOf),
  );
  return caseRecord(
    {
      case: plannedCaseOf(id, universe),
      prepared: { type: 'case-prepared', case: id, universe, contextSha256: '0'.repeat(64), bases: [], variations: [] },
      untestable: EMPTY_SET,
      policy: UNAUDITED,
      falseFailureRate: 0.001,
      task,
      fingerprintOf,
      ended: null,
    },
    state,
  );
}

function observationOf({ set, shown, alone }: Tried, index: number): Observation {
  return {
    trial: `t${String(index + 1).padStart(4, '0')}`,
    capabilities: set,
    purpose: 'search',
    variation: null,
    alone,
    evidence: null,
    outcome: OUTCOMES[shown],
    log: [],
    startedAt: new Date(Date.UTC(2026, 0, 1) + index * 1_000).toISOString(),
    durationMs: 900,
    readyMs: null,
    witness: null,
    registry: null,
  };
}
