import { describe, expect, it } from 'vitest';
import { confirmationsNeeded, falseFailureRate } from './confirmations-needed.ts';

const RATES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

describe('confirmationsNeeded', () => {
  it.each([
    ['a predicted failure, 1 % tolerated', { prior: 0.1, tolerated: 0.01 }, [1, 1, 1, 1, 2, 2]],
    ['a predicted failure, 0.1 % tolerated', { prior: 0.1, tolerated: 0.001 }, [1, 2, 2, 2, 3, 3]],
    ['no idea, 0.1 % tolerated', { prior: 0.5, tolerated: 0.001 }, [2, 2, 2, 3, 3, 5]],
  ])('grows with the rate of false failures: %s', (_, doubt, expected) => {
    expect(RATES.map((rate) => confirmationsNeeded({ ...doubt, falseFailureRate: rate }))).toEqual(expected);
  });

  it('is one where builds never fail by chance, and where nobody expects the set to suffice', () => {
    expect(confirmationsNeeded({ falseFailureRate: 0, tolerated: 0.001, prior: 0.5 })).toBe(1);
    expect(confirmationsNeeded({ falseFailureRate: 0.2, tolerated: 0.01, prior: 0.001 })).toBe(1);
    expect(confirmationsNeeded({ falseFailureRate: 0.2, tolerated: 0.01, prior: 0 })).toBe(1);
  });

  it('leaves no more doubt than is tolerated, and one fewer would', () => {
    for (const prior of [0.1, 0.5, 0.9]) {
      for (const rate of RATES) {
        for (const tolerated of [0.05, 0.01, 0.001]) {
          const doubtAfter = (fails: number): number => {
            const byChance = prior * rate ** fails;
            return byChance / (byChance + 1 - prior);
          };
          const needed = confirmationsNeeded({ falseFailureRate: rate, tolerated, prior });
          expect(doubtAfter(needed)).toBeLessThanOrEqual(tolerated * (1 + 1e-9));
          if (needed > 1) expect(doubtAfter(needed - 1)).toBeGreaterThan(tolerated);
        }
      }
    }
  });
});

describe('falseFailureRate', () => {
  it('does not take three clean builds for proof that no build fails by chance', () => {
    expect(falseFailureRate(0, 3)).toBe(0.125);
    expect(falseFailureRate(0, 0)).toBe(0.5);
    expect(falseFailureRate(3, 3)).toBeLessThan(1);
  });

  it('comes to the share seen once there were many trials', () => {
    expect(falseFailureRate(50, 1000)).toBeCloseTo(0.05, 3);
    expect(falseFailureRate(0, 1000)).toBeLessThan(0.001);
  });
});
