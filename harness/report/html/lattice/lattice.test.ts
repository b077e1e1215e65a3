import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CapabilitySet,
  EMPTY_SET,
  isSubset,
  namesOf,
  setOf,
  sizeOf,
  union,
} from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import { subsetsOf } from '../../../capabilities/subsets.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { caseOf, trialOf, violatedCase } from '../../../testing/examples/records.ts';
import { hurtingCase } from '../../../testing/examples/watched-cases.ts';
import { viewCase } from '../case-view.ts';
import { type Lattice, type LatticeNode, latticeOf } from './lattice.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'FSETID', 'KILL', 'SETUID');

/** A case with these minimal sets, its borders found by looking at every subset. */
function caseWith(serving: readonly CapabilitySet[]) {
  const all = subsetsOf(UNIVERSE);
  const serves = (set: CapabilitySet): boolean => serving.some((minimal) => isSubset(minimal, set));
  const minimal = all.filter(
    (set) => serves(set) && !all.some((other) => other !== set && isSubset(other, set) && serves(other)),
  );
  const failing = all.filter(
    (set) => !serves(set) && !all.some((other) => other !== set && isSubset(set, other) && !serves(other)),
  );
  const answer = { complete: true, minimalSets: minimal.map(namesOf), maximalFailingSets: failing.map(namesOf) };
  // Nothing was tried besides: what was seen of a set itself would come before what is implied.
  const trials = { ...caseOf().trials, all: [] };
  return { serves, minimal, one: caseOf({ universe: namesOf(UNIVERSE), faithful: answer, exitZero: answer, trials }) };
}

function nodesOf(lattice: Lattice | undefined): LatticeNode[] {
  return (lattice?.layers ?? []).flat();
}

const view = (one: ReturnType<typeof caseOf>) => viewCase(one, { slug: 'case', side: '' });

describe('the lattice of a case', () => {
  it('tells of every set what it does, and marks the minimal ones', () => {
    const someSets = fc.array(fc.subarray(subsetsOf(UNIVERSE).slice(1), { minLength: 1, maxLength: 1 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(someSets, (sets) => {
        const { one, serves, minimal } = caseWith(sets.flat());
        const nodes = nodesOf(latticeOf(view(one), EMPTY_SET));
        expect(nodes).toHaveLength(2 ** sizeOf(minimal.reduce(union, EMPTY_SET)));
        for (const { set, effect, border } of nodes) {
          expect(effect).toBe(serves(set) ? 'serves' : 'fails');
          expect(border === 'minimal').toBe(minimal.includes(set));
          expect(border === 'maximal' && serves(set)).toBe(false);
        }
      }),
    );
  });

  it('tells a silent loss from a failure', () => {
    const nodes = nodesOf(latticeOf(view(caseOf()), EMPTY_SET));
    const effects = nodes.map(({ set, effect }) => [namesOf(set).join(' '), effect]);
    expect(Object.fromEntries(effects)).toEqual({
      '': 'fails',
      CHOWN: 'other-image',
      FSETID: 'fails',
      'CHOWN FSETID': 'serves',
    });
  });

  it('concludes nothing where more capabilities hurt: it tells what was tried', () => {
    const others = setOfNames(['FOWNER']);
    const effects = nodesOf(latticeOf(view(violatedCase()), others)).map(({ set, effect }) => [
      namesOf(set).join(' '),
      effect,
    ]);
    expect(Object.fromEntries(effects)).toEqual({
      '': 'not-known',
      CHOWN: 'serves',
      FOWNER: 'not-known',
      'CHOWN FOWNER': 'fails',
    });
  });

  it('tells how it is known what a set does, where the kernel was watched', () => {
    const ways = (one: ReturnType<typeof caseOf>) =>
      Object.fromEntries(
        nodesOf(latticeOf(view(one), setOf('SETUID'))).map((node) => [namesOf(node.set).join(' '), node.knownBy]),
      );
    expect(ways(hurtingCase())).toMatchObject({ CHOWN: 'tried', 'CHOWN SETUID': 'watched', SETUID: 'watched' });
    const cover = { ...hurtingCase().faithful.cover, cubes: [] } as NonNullable<CaseRecord['faithful']['cover']>;
    const answer = { ...hurtingCase().faithful, cover };
    const assumed = hurtingCase({ faithful: answer, exitZero: answer });
    expect(ways(assumed)).toMatchObject({ 'CHOWN SETUID': 'assumed', 'CHOWN FOWNER SETUID': 'not-known' });
    expect(Object.values(ways(violatedCase()))).not.toContain('tried');
  });

  it('cites the trials of a set alone and of it with all that does not matter', () => {
    const trials = [trialOf({ id: 't1', set: ['CHOWN'] }), trialOf({ id: 't2', set: ['CHOWN', 'FOWNER'] })];
    const one = caseOf({ trials: { ...caseOf().trials, all: trials } });
    const node = nodesOf(latticeOf(view(one), EMPTY_SET)).find(({ set }) => set === setOf('CHOWN'));
    expect(node?.trials.map(({ id }) => id)).toEqual(['t1', 't2']);
  });

  it('is not drawn where nobody could read it', () => {
    const many = ['CHOWN', 'FOWNER', 'FSETID', 'KILL', 'SETUID', 'SETGID', 'MKNOD'];
    const answer = { complete: true, minimalSets: [many], maximalFailingSets: [] };
    expect(latticeOf(view(caseOf({ universe: many, faithful: answer, exitZero: answer })), EMPTY_SET)).toBeUndefined();
  });
});
