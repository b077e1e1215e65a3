import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import { type CapabilitySet, isSubset, namesOf, setOf, union } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { maximalSets, minimalSets } from '../search/ledger/transversals.ts';
import { caseOf, failedReference, partialCase, trialOf, violatedCase } from '../testing/examples/records.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import type { CaseRecord } from './record.ts';
import { effectOfSet, SET_EFFECTS } from './set-effect.ts';
import { findingOfSet } from './set-finding.ts';

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

describe('what a record says of a set', () => {
  it('is the truth for every set, cited with trials of the set that decides it', () => {
    fc.assert(
      fc.property(anyTruth, anySet, (truth, set) => {
        const one = recordedCase(truth);
        for (const answer of ['faithful', 'exitZero'] as const) {
          const finding = findingOfSet(one, answer, set);
          if (finding.kind !== 'serves' && finding.kind !== 'fails') throw new Error(finding.kind);
          const passes = serves(truth[answer], set);
          expect(finding.kind).toBe(passes ? 'serves' : 'fails');
          expect(passes ? isSubset(finding.basis.set, set) : isSubset(set, finding.basis.set)).toBe(true);
          expect(finding.basis.trials.length).toBeGreaterThan(1);
          for (const id of finding.basis.trials) {
            const trial = one.trials.all.find((known) => known.id === id);
            expect(setOfNames(trial?.set ?? [])).toBe(finding.basis.set);
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
        const finding = findingOfSet(one, 'faithful', set);
        if (finding.kind === 'not-known') return;
        expect(finding.kind).toBe(serves(truth.faithful, set) ? 'serves' : 'fails');
      }),
    );
  });

  it('is what its own trials showed, whatever is implied', () => {
    const one = violatedCase();
    expect(findingOfSet(one, 'faithful', setOf('CHOWN', 'FOWNER'))).toMatchObject({
      kind: 'fails',
      basis: { kind: 'trial', trials: ['t0004', 't0005'] },
    });
    const both = [trialOf({ id: 't1' }), trialOf({ id: 't2', verdict: 'degraded' })];
    const flaky = caseOf({ trials: { ...caseOf().trials, all: both } });
    expect(findingOfSet(flaky, 'faithful', setOf('CHOWN', 'FSETID'))).toEqual({
      kind: 'flaky',
      passes: ['t1'],
      failures: ['t2'],
    });
    const faulty = [trialOf({ verdict: 'infrastructure', set: [] })];
    const finding = findingOfSet(caseOf({ trials: { ...caseOf().trials, all: faulty } }), 'faithful', setOf());
    expect(finding).toMatchObject({ kind: 'fails', basis: { kind: 'assumption', trials: [] } });
  });

  it('is what a truth table shows of it', () => {
    const truthTable = { over: ['CHOWN', 'FOWNER', 'FSETID'], planes: [{ besides: [], verdicts: '6XFX' }] };
    const one = violatedCase({ truthTable });
    expect(findingOfSet(one, 'faithful', setOf('FOWNER', 'FSETID'))).toMatchObject({
      kind: 'serves',
      basis: { kind: 'truth-table' },
    });
    expect(findingOfSet(one, 'faithful', setOf('CHOWN', 'FSETID'))).toMatchObject({ kind: 'fails' });
  });

  it('is undecided where nothing may be concluded, and says why', () => {
    const why = (one: CaseRecord, ...names: Capability[]) => {
      const finding = findingOfSet(one, 'faithful', setOf(...names));
      return finding.kind === 'not-known' ? finding.why : finding.kind;
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
        const expected = serves(truth.faithful, set) ? 'serves' : serves(truth.exitZero, set) ? 'other-image' : 'fails';
        const { effect } = effectOfSet(recordedCase(truth), set);
        expect(effect).toBe(expected);
        expect(SET_EFFECTS).toContain(effect);
      }),
    );
  });
});
