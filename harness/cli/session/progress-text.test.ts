import { describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import type { CaseProgress } from '../../strategies/case-progress.ts';
import { createTally, progressLine, screenLines } from './progress-text.ts';

const AT_WORK: CaseProgress = {
  phase: 'audit',
  trials: 12,
  doneMs: 30_000,
  leftMs: 20_000,
  serves: setOf('CHOWN', 'FOWNER'),
};

describe('what a log shows of a run now and then', () => {
  it('is how many trials are done, how many cases are open and about how long the rest takes', () => {
    const tally = createTally(3);
    tally.begin(2);
    expect(progressLine(tally)).toBe('0 trials done, 3 of 3 cases open');
    tally.note('api', AT_WORK);
    tally.settle('web');
    // The case that has not begun is taken to be like the one at work; two trials run at once.
    expect(progressLine(tally)).toBe('12 trials done, 2 of 3 cases open, about 20 s left');
    tally.settle('api');
    tally.settle('job');
    expect(progressLine(tally)).toBe('12 trials done, 0 of 3 cases open');
  });
});

describe('what a terminal shows of a run', () => {
  it('is what each case is at, with a bar and about how long it still takes', () => {
    const tally = createTally(2);
    tally.note('web', { phase: 'reference', trials: 1, doneMs: 900, leftMs: null, serves: undefined });
    tally.note('api', AT_WORK);
    expect(screenLines(tally, '', 100)).toEqual([
      '0 of 2 cases done · 13 trials · about 40 s left',
      '  [..........] web  building the reference image, 1 trial',
      '  [######....] api  auditing, 12 trials, about 20 s left · works with CHOWN,FOWNER',
    ]);
  });

  it('fits its width, and counts the cases for which there is no room', () => {
    const tally = createTally(30);
    for (let index = 0; index < 12; index += 1) tally.note(`case-${index}`, AT_WORK);
    const lines = screenLines(tally, 'removing the sandbox', 40);
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('  and 2 more');
    expect(lines.every((line) => line.length < 40)).toBe(true);
    expect(screenLines(tally, 'removing the sandbox', 80)[0]).toContain('removing the sandbox');
  });
});
