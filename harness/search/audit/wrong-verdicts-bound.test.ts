import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atMostWrong } from './wrong-verdicts-bound.ts';

const HUGE = 2 ** 41;

/** The fewest clean tries after which at most this share of the population may be wrong. */
function triesFor(share: number, population: number, confidence: number): number {
  let tried = 1;
  while (atMostWrong({ population, tried, disagreed: 0, confidence }) > share * population) tried += 1;
  return tried;
}

describe('atMostWrong', () => {
  it.each([
    [0.1, 29, 44],
    [0.05, 59, 90],
    [0.02, 149, 228],
    [0.01, 299, 459],
  ])('says at most %d of a huge population after %d clean tries with 95 %, %d with 99 %', (share, at95, at99) => {
    expect(triesFor(share, HUGE, 0.95)).toBe(at95);
    expect(triesFor(share, HUGE, 0.99)).toBe(at99);
  });

  it.each([
    [0.05, 58],
    [0.02, 143],
    [0.01, 284],
  ])('says at most %d of 2048 after %d clean tries', (share, tried) => {
    const bound = (tries: number): number =>
      atMostWrong({ population: 2048, tried: tries, disagreed: 0, confidence: 0.95 });
    expect(Math.abs(bound(tried) - share * 2048)).toBeLessThan(2);
  });

  it('finds one wrong verdict among 2048 only after nearly all tries', () => {
    const bound = (tried: number): number => atMostWrong({ population: 2048, tried, disagreed: 0, confidence: 0.95 });
    expect(bound(1945)).toBe(1);
    expect(bound(1946)).toBe(0);
  });

  it('is the whole population before the first try, and what was seen after the last', () => {
    expect(atMostWrong({ population: 900, tried: 0, disagreed: 0, confidence: 0.95 })).toBe(900);
    expect(atMostWrong({ population: 900, tried: 900, disagreed: 7, confidence: 0.95 })).toBe(7);
    expect(atMostWrong({ population: 0, tried: 0, disagreed: 0, confidence: 0.95 })).toBe(0);
  });

  it('equals the bound found by counting every sample of a small population', () => {
    const sample = fc
      .integer({ min: 1, max: 24 })
      .chain((population) => fc.tuple(fc.constant(population), fc.nat(population)))
      .chain(([population, tried]) => fc.tuple(fc.constant(population), fc.constant(tried), fc.nat(tried)));
    fc.assert(
      fc.property(sample, fc.constantFrom(0.8, 0.95, 0.99), ([population, tried, disagreed], confidence) => {
        const possible = Array.from({ length: population + 1 }, (_, wrong) => wrong).filter(
          (wrong) => wrong >= disagreed && population - wrong >= tried - disagreed,
        );
        const plausible = possible.filter((wrong) => {
          const ways = Array.from({ length: disagreed + 1 }, (_, drawn) => {
            return binomial(wrong, drawn) * binomial(population - wrong, tried - drawn);
          });
          return ways.reduce((a, b) => a + b, 0) / binomial(population, tried) > 1 - confidence - 1e-12;
        });
        expect(atMostWrong({ population, tried, disagreed, confidence })).toBe(Math.max(disagreed, ...plausible));
      }),
      { numRuns: 300 },
    );
  });
});

function binomial(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  return Array.from({ length: k }, (_, index) => (n - index) / (index + 1)).reduce((a, b) => a * b, 1);
}
