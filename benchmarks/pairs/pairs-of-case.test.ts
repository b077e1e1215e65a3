import { describe, expect, it } from 'vitest';
import type { Capability } from '../../harness/capabilities/capability.ts';
import { EMPTY_SET, isSubset, setOf } from '../../harness/capabilities/capability-set.ts';
import { deriveCaseState } from '../../harness/proof/case-state.ts';
import { createJudge } from '../../harness/proof/judge.ts';
import { imageOf } from '../../harness/testing/examples/fingerprints.ts';
import {
  BUILT,
  deniedCheck,
  fullWitness,
  grantedCheck,
  watchedTrial,
} from '../../harness/testing/examples/watched-trials.ts';
import type { Observation } from '../../harness/vocabulary/observation.ts';
import { betweenMarkers } from '../measuring/between-markers.ts';
import { type CasePairs, pairsOfCase } from './pairs-of-case.ts';
import { pairsText } from './pairs-text.ts';

const UNIVERSE = setOf('CHOWN', 'FOWNER', 'NET_RAW');
const FAILED: Observation['outcome'] = {
  kind: 'failed',
  exitCode: 1,
  failure: { phase: 'instruction', instruction: null, message: 'no', signature: 'no' },
};

/** A build that asks for these, and works with NET_RAW or without, as is said. */
function tried(trial: string, own: readonly Capability[], asks: readonly Capability[], passes: boolean): Observation {
  const set = setOf(...own);
  const checks = asks.map((name) => (isSubset(setOf(name), set) ? grantedCheck : deniedCheck)('sh', name));
  return watchedTrial(set, [], { trial, witness: fullWitness(checks), outcome: passes ? BUILT : FAILED });
}

function pairsOf(observations: readonly Observation[]): CasePairs {
  const setting = { universe: UNIVERSE, fileCapabilities: EMPTY_SET, addsArchives: false, seccomp: 'default' };
  return pairsOfCase(
    deriveCaseState(
      setting,
      observations,
      createJudge(() => imageOf({})),
    ),
  );
}

const all = ['CHOWN', 'FOWNER', 'NET_RAW'] as const;

describe('the pairs of a case', () => {
  it('are those of which one set agrees with the other on what its trial was asked about', () => {
    const found = pairsOf([
      tried('t1', all, ['CHOWN'], true),
      tried('t2', all, ['CHOWN'], true),
      tried('t3', ['CHOWN', 'NET_RAW'], ['CHOWN', 'FOWNER'], true),
      tried('t4', ['FOWNER'], ['CHOWN'], false),
      // It says nothing about other sets.
      { ...tried('t5', ['CHOWN'], [], true), witness: null },
    ]);
    expect(found).toMatchObject({ trials: 4, pairs: 3, ofTwoSets: 2, differing: 2 });
    expect(found.contradictions).toEqual({ faithful: [], exitZero: [] });
    const once = { capability: 'FOWNER', granted: false };
    expect(found.askedOnce).toEqual([once, once]);
  });

  it('contradict each other where something else decides, which is found where both sets were repeated', () => {
    const both = (set: readonly Capability[], passes: boolean, ...names: readonly string[]) =>
      names.map((name) => tried(name, set, ['CHOWN'], passes));
    const found = pairsOf([...both(all, true, 't1', 't2'), ...both(['CHOWN', 'FOWNER'], false, 't3', 't4')]);
    expect(found.pairs).toBe(6);
    expect(found.contradictions.faithful.map((pair) => pair.map(({ trial }) => trial).join())).toEqual([
      't1,t3',
      't1,t4',
      't2,t3',
      't2,t4',
    ]);
    expect(found.hidden.faithful).toBe(setOf('NET_RAW'));
    const text = pairsText([{ name: 'run', builder: 'kaniko v1', trials: 4, cases: [{ ...found, name: 'example' }] }]);
    expect(text).toContain('| run (kaniko v1) | 4 | 4 | 6 | 4 | 4 | 4 | 0 |');
    expect(text).toContain(
      '- run, example, same image: 4 pairs, all differ in NET_RAW; a hidden channel was found: NET_RAW. Passed/failed: t1/t3 t1/t4 t2/t3 t2/t4',
    );
  });

  it('are put between the markers of a page', () => {
    expect(betweenMarkers('a\n<!-- pairs -->\nold\n<!-- /pairs -->\nb', 'pairs', 'new')).toBe(
      'a\n<!-- pairs -->\nnew\n<!-- /pairs -->\nb',
    );
    expect(() => betweenMarkers('a', 'pairs', 'new')).toThrow('markers');
  });
});
