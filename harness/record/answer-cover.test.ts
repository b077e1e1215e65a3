import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, intersection, isSubset, setOf } from '../capabilities/capability-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { hurtingCase } from '../testing/examples/watched-cases.ts';
import { universeOf } from '../testing/simulated/oracles.ts';
import { anyWatchedBuild, outcomeUnder, watchedCase } from '../testing/simulated/watched-build.ts';
import { ANSWERS } from '../vocabulary/answer.ts';
import { answerBorders } from './answer-borders.ts';
import { isException, recordedCover } from './answer-cover.ts';
import { servingWithout } from './serving-without.ts';
import { findingOfSet } from './set-finding.ts';

const UNIVERSE = universeOf(5);
const anyBuild = anyWatchedBuild(UNIVERSE);
const anySet = fc.bigInt({ min: 0n, max: UNIVERSE }).map((mask) => mask as CapabilitySet);

const hurting = hurtingCase();

describe('a cover', () => {
  it('tells the truth of every set, whether or not more capabilities hurt', () => {
    fc.assert(
      fc.property(anyBuild, anySet, (build, set) => {
        const one = watchedCase(build, UNIVERSE);
        for (const answer of ANSWERS) {
          const finding = findingOfSet(one, answer, set);
          const truth = outcomeUnder(build, answer, set);
          expect(finding.kind).toBe(truth === 'pass' ? 'serves' : 'fails');
          if (finding.kind === 'serves' || finding.kind === 'fails') expect(finding.basis.kind).not.toBe('assumption');
        }
      }),
    );
  });

  it('gives as exceptions the sets that hold a minimal set and fail', () => {
    fc.assert(
      fc.property(anyBuild, (build) => {
        const one = watchedCase(build, UNIVERSE);
        for (const set of subsetsOf(UNIVERSE)) {
          const isAbove = answerBorders(one, 'faithful').minimal.some((minimal) => isSubset(minimal, set));
          const fails = outcomeUnder(build, 'faithful', set) === 'fail';
          expect(isException(recordedCover(one, 'faithful'), set)).toBe(isAbove && fails);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tells exactly whether a case can do without some capabilities', () => {
    fc.assert(
      fc.property(anyBuild, anySet, (build, without) => {
        const one = watchedCase(build, UNIVERSE);
        const works = subsetsOf(UNIVERSE)
          .filter((set) => intersection(set, without) === 0n)
          .some((set) => outcomeUnder(build, 'faithful', set) === 'pass');
        expect(servingWithout(one, 'faithful', without).possible).toBe(works ? 'yes' : 'no');
      }),
    );
  });

  it('never says of a set that it works where an exception says that it fails', () => {
    fc.assert(
      fc.property(anyBuild, anySet, fc.nat(), (build, set, left) => {
        const one = watchedCase(build, UNIVERSE, (_, index) => index !== left % 8);
        if (!isException(recordedCover(one, 'faithful'), set)) return;
        expect(findingOfSet(one, 'faithful', set).kind).toBe('fails');
      }),
    );
  });

  it('cites the trials of the cube and what the kernel was asked about in them', () => {
    expect(findingOfSet(hurting, 'faithful', setOf('CHOWN', 'SETUID'))).toEqual({
      kind: 'serves',
      basis: {
        kind: 'cube',
        set: setOf('CHOWN'),
        trials: ['t2a', 't2b'],
        asked: setOf('CHOWN', 'FOWNER'),
        hidden: setOf(),
      },
      doubt: null,
    });
  });

  it('confirms a failure with every trial of its cube', () => {
    const needing = (confirm: number) => ({ ...hurting, trials: { ...hurting.trials, confirm } });
    const doubt = (confirm: number) => findingOfSet(needing(confirm), 'faithful', setOf('SETUID'));
    expect(doubt(2)).toMatchObject({ kind: 'fails', doubt: null });
    expect(doubt(3)).toMatchObject({ doubt: { kind: 'not-confirmed', seen: 2, needed: 3 } });
  });

  it('refuses what would be assumed of a set that lies in an exception', () => {
    const cover = { ...hurting.faithful.cover, cubes: [] } as NonNullable<typeof hurting.faithful.cover>;
    const one = { ...hurting, faithful: { ...hurting.faithful, cover }, exitZero: { ...hurting.exitZero, cover } };
    expect(findingOfSet(one, 'faithful', setOf('CHOWN', 'FOWNER', 'SETUID'))).toMatchObject({ kind: 'not-known' });
    expect(findingOfSet(one, 'faithful', setOf('CHOWN', 'SETUID'))).toMatchObject({ basis: { kind: 'assumption' } });
  });
});
