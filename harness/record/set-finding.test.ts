import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import { type CapabilitySet, isSubset, namesOf, setOf, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { EFFECTS, setEffect } from '../report/explain/set-effect.ts';
import { maximalSets, minimalSets } from '../search/ledger/transversals.ts';
import { universeOf } from '../testing/oracles.ts';
import { caseOf, failedReference, partialCase, trialOf, violatedCase } from '../testing/records.ts';
import type { CaseRecord } from './record.ts';
import { standingOf } from './set-finding.ts';

const universe = universeOf(5);
const anySet = fc.bigInt({ min: 0n, max: universe }).map((mask) => mask as CapabilitySet);

/** Families of which every set of the first holds one of the second. */
const anyTruth = fc
  .tuple(fc.array(anySet, { minLength: 1, maxLength: 3 }), fc.array(anySet, { minLength: 1, maxLength: 3 }))
  .map(([some, more]) => ({
    exitZero: some,
    faithful: some.flatMap((set) => more.map((other) => union(set, other))),
  }));

type Truth = { readonly faithful: readonly CapabilitySet[]; readonly exitZero: readonly CapabilitySet[] };

const serves = (family: readonly CapabilitySet[], set: CapabilitySet) => family.some((least) => isSubset(least, set));

/** The record that a search leaves: a trial for each set of both borders. */
function recordedCase(truth: Truth): CaseRecord {
  const answer = (family: readonly CapabilitySet[]) => ({
    complete: true,
    minimalSets: minimalSets(family).map(namesOf),
    maximalFailingSets: maximalSets(subsetsOf(universe).filter((set) => !serves(family, set))).map(namesOf),
  });
  const [faithful, exitZero] = [answer(truth.faithful), answer(truth.exitZero)];
  const tried = [faithful, exitZero].flatMap((one) => [...one.minimalSets, ...one.maximalFailingSets]);
  const all = tried.flatMap((set, index) => {
    const verdict = serves(truth.faithful, setOfNames(set))
      ? 'faithful'
      : serves(truth.exitZero, setOfNames(set))
        ? 'degraded'
        : 'failed';
    return ['a', 'b'].map((attempt) => trialOf({ id: `t${index}${attempt}`, set, verdict }));
  });
  return caseOf({ universe: namesOf(universe), faithful, exitZero, trials: { ...caseOf().trials, all } });
}

describe('how a set stands in a record', () => {
  it('is the truth for every set, cited with trials of the set that decides it', () => {
    fc.assert(
      fc.property(anyTruth, anySet, (truth, set) => {
        const one = recordedCase(truth);
        for (const answer of ['faithful', 'exitZero'] as const) {
          const standing = standingOf(one, answer, set);
          if (standing.kind !== 'serves' && standing.kind !== 'fails') throw new Error(standing.kind);
          const passes = serves(truth[answer], set);
          expect(standing.kind).toBe(passes ? 'serves' : 'fails');
          expect(passes ? isSubset(standing.by, set) : isSubset(set, standing.by)).toBe(true);
          expect(standing.trials.length).toBeGreaterThan(1);
          for (const id of standing.trials) {
            const trial = one.trials.all.find((known) => known.id === id);
            expect(setOfNames(trial?.set ?? [])).toBe(standing.by);
          }
        }
      }),
    );
  });

  it('is the truth or undecided when some of the borders are not known', () => {
    const kept = fc.array(fc.boolean(), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(anyTruth, anySet, kept, (truth, set, keep) => {
        const whole = recordedCase(truth);
        const part = <T>(border: readonly T[]) => border.filter((_, index) => keep[index] === true);
        const answer = (complete: CaseRecord['faithful']) => ({
          complete: false,
          minimalSets: [namesOf(universe), ...part(complete.minimalSets)],
          maximalFailingSets: part(complete.maximalFailingSets),
        });
        const all = part(whole.trials.all);
        const one = {
          ...whole,
          faithful: answer(whole.faithful),
          exitZero: answer(whole.exitZero),
          trials: { ...whole.trials, all },
        };
        const standing = standingOf(one, 'faithful', set);
        if (standing.kind === 'undecided') return;
        expect(standing.kind).toBe(serves(truth.faithful, set) ? 'serves' : 'fails');
      }),
    );
  });

  it('is what its own trials showed, whatever is implied', () => {
    const one = violatedCase();
    expect(standingOf(one, 'faithful', setOf('CHOWN', 'FOWNER'))).toMatchObject({
      kind: 'fails',
      trials: ['t0004', 't0005'],
    });
    const both = [trialOf({ id: 't1' }), trialOf({ id: 't2', verdict: 'degraded' })];
    const flaky = caseOf({ trials: { ...caseOf().trials, all: both } });
    expect(standingOf(flaky, 'faithful', setOf('CHOWN', 'FSETID'))).toEqual({
      kind: 'flaky',
      passes: ['t1'],
      failures: ['t2'],
    });
    const faulty = [trialOf({ verdict: 'infrastructure', set: [] })];
    const standing = standingOf(caseOf({ trials: { ...caseOf().trials, all: faulty } }), 'faithful', setOf());
    expect(standing).toMatchObject({ kind: 'fails', trials: [] });
    expect(standing).not.toMatchObject({ by: setOf() });
  });

  it('is what a truth table shows of it', () => {
    const truthTable = { over: ['CHOWN', 'FOWNER', 'FSETID'], planes: [{ besides: [], verdicts: '6XFX' }] };
    const one = violatedCase({ truthTable });
    expect(standingOf(one, 'faithful', setOf('FOWNER', 'FSETID'))).toMatchObject({ kind: 'serves', trials: [] });
    expect(standingOf(one, 'faithful', setOf('CHOWN', 'FSETID'))).toMatchObject({ kind: 'fails' });
  });

  it('is undecided where nothing may be concluded, and says why', () => {
    const why = (one: CaseRecord, ...names: Capability[]) => {
      const standing = standingOf(one, 'faithful', setOf(...names));
      return standing.kind === 'undecided' ? standing.why : standing.kind;
    };
    expect(why(caseOf(), 'CHOWN', 'FSETID', 'SYS_ADMIN')).toBe('outside-universe');
    expect(why(violatedCase(), 'CHOWN', 'FSETID')).toBe('violated');
    expect(why(partialCase(), 'CHOWN')).toBe('open');
    expect(why(failedReference(), 'CHOWN')).toBe('no-answer');
  });
});

describe('what a set does', () => {
  it('is told from both answers', () => {
    fc.assert(
      fc.property(anyTruth, anySet, (truth, set) => {
        const expected = serves(truth.faithful, set) ? 'serves' : serves(truth.exitZero, set) ? 'differs' : 'fails';
        const { effect } = setEffect(recordedCase(truth), set);
        expect(effect).toBe(expected);
        expect(EFFECTS).toContain(effect);
      }),
    );
  });
});
