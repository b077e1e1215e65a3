import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bisection, bisectionOf, nearestAnswer, nextPosition, type Tried } from './bisection.ts';

/** Answers as they would be found; null for an executor that cannot be used. */
function search(answers: readonly (string | null)[]): { end: Bisection; trials: number } {
  const tried = new Map<number, Tried>();
  for (;;) {
    const step = bisectionOf(answers.length, tried);
    if (step.kind !== 'open') return { end: step, trials: tried.size };
    if (tried.has(step.next)) throw new Error(`position ${step.next} is asked for twice`);
    const key = answers[step.next];
    tried.set(step.next, typeof key === 'string' ? { kind: 'answer', key } : { kind: 'skipped' });
  }
}

const key = fc.constantFrom('a', 'b', 'c');

describe('bisecting', () => {
  it('reports neighbours whose answers really differ, with nothing usable between, whatever the answers are', () => {
    const inner = fc.array(fc.option(key, { freq: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(key, inner, key, (from, middle, to) => {
        const answers = [from, ...middle, to];
        const { end } = search(answers);
        if (from === to) {
          expect(end).toEqual({ kind: 'unchanged' });
          return;
        }
        if (end.kind !== 'found') throw new Error(`ended as ${end.kind}`);
        expect(answers[end.first]).not.toBeNull();
        expect(answers[end.last]).not.toBeNull();
        expect(answers[end.first]).not.toBe(answers[end.last]);
        expect(answers.slice(end.last + 1, end.first).every((answer) => answer === null)).toBe(true);
        expect(end.skipped).toHaveLength(end.first - end.last - 1);
      }),
    );
  });

  it('finds the one change of a sequence with no more trials than halving takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (before, after) => {
        const answers = [...Array(before).fill('a'), ...Array(after).fill('b')];
        const { end, trials } = search(answers);
        expect(end).toEqual({ kind: 'found', last: before - 1, first: before, skipped: [] });
        expect(trials).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(answers.length)));
      }),
    );
  });

  it('looks at the ends alone where they agree', () => {
    expect(search(['a', 'b', 'b', 'a'])).toEqual({ end: { kind: 'unchanged' }, trials: 2 });
  });

  it('has no verdict where an end has none', () => {
    expect(search([null, 'a', 'b']).end).toEqual({ kind: 'no-verdict', end: 0 });
    expect(search(['a', 'b', null]).end).toEqual({ kind: 'no-verdict', end: 2 });
  });

  it('goes around executors that cannot be used, and names them', () => {
    expect(search(['a', null, null, 'b']).end).toEqual({ kind: 'found', last: 0, first: 3, skipped: [1, 2] });
  });

  it('tries first what most cases ask for', () => {
    const open = (next: number): Bisection => ({ kind: 'open', next });
    expect(nextPosition([open(4), open(2), open(2), { kind: 'unchanged' }])).toBe(2);
    expect(nextPosition([{ kind: 'unchanged' }])).toBeUndefined();
  });

  it('guesses from the nearest executor that gave an answer', () => {
    const answer: Tried = { kind: 'answer', key: 'a' };
    expect(
      nearestAnswer(
        new Map<number, Tried>([
          [0, answer],
          [3, { kind: 'skipped' }],
          [5, answer],
        ]),
        4,
      ),
    ).toBe(5);
    expect(nearestAnswer(new Map(), 4)).toBeUndefined();
  });
});
