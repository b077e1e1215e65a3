import { describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { caseOf, failedReference, recordOf, trialOf } from '../testing/examples/records.ts';
import { exhaustiveEstimate, meanTrialMsOf } from './exhaustive-estimate.ts';

describe('the estimate of an exhaustive run', () => {
  it('is a range as long as nobody knows how long a trial takes', () => {
    const estimate = exhaustiveEstimate({ universes: [DOCKER_DEFAULTS], over: undefined, slots: 8 });
    expect(estimate).toEqual({
      trials: 16_384,
      isLimit: true,
      slots: 8,
      ranges: [
        { trialMs: 500, totalMs: 1_024_000 },
        { trialMs: 10_000, totalMs: 20_480_000 },
      ],
    });
  });

  it('counts the subsets of a part of the universe twice, for each case', () => {
    const over = setOf('CHOWN', 'FOWNER', 'FSETID');
    const { trials, isLimit, ranges } = exhaustiveEstimate(
      { universes: [DOCKER_DEFAULTS, over], over, slots: 2 },
      1_000,
    );
    expect({ trials, isLimit, ranges }).toEqual({
      trials: 24,
      isLimit: false,
      ranges: [{ trialMs: 1_000, totalMs: 12_000 }],
    });
  });

  it('takes the mean duration from an earlier record, if that has trials', () => {
    const all = [trialOf({ durationMs: 100 }), trialOf({ durationMs: 300 })];
    expect(meanTrialMsOf(recordOf([caseOf({ trials: { ...caseOf().trials, all } }), failedReference()]))).toBe(200);
    expect(meanTrialMsOf(recordOf([failedReference()]))).toBeUndefined();
  });
});
