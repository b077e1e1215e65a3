import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Estimate } from '../../strategies/exhaustive-estimate.ts';
import { confirmExhaustive, estimateText } from './confirm-exhaustive.ts';

const ESTIMATE: Estimate = {
  trials: 16_384,
  isLimit: false,
  slots: 8,
  ranges: [
    { trialMs: 500, totalMs: 1_024_000 },
    { trialMs: 10_000, totalMs: 20_480_000 },
  ],
};

/** Answers on a terminal; gives what was told and what was asked, and whether the run may begin. */
async function confirm(typed: string, { yes = false, isTTY = true } = {}) {
  let told = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  input.end(typed);
  try {
    const begun = await confirmExhaustive(ESTIMATE, yes, { input, output }).then(
      () => true,
      (thrown: unknown) => (thrown as { code: string }).code,
    );
    return { begun, told, asked: String(output.read() ?? '') };
  } finally {
    spy.mockRestore();
  }
}

describe('the question before an exhaustive run', () => {
  it('tells how many trials it takes and how long', () => {
    expect(estimateText(ESTIMATE)).toBe(
      '16,384 trials, 8 at once: 17 min 4 s at 0.5 s a trial, 5 h 41 min at 10 s a trial',
    );
    expect(estimateText({ ...ESTIMATE, isLimit: true })).toMatch(
      /^at most 16,384 trials, .*; far fewer if the kernel can be watched$/,
    );
  });

  it.each(['y\n', 'Yes\n'])('begins after %j', async (typed) => {
    const { begun, told, asked } = await confirm(typed);
    expect(begun).toBe(true);
    expect(told).toContain('16,384 trials');
    expect(asked).toContain('Start? [y/N]');
  });

  it.each(['n\n', '\n', '', '\u0003'])('does not begin after %j', async (typed) => {
    expect((await confirm(typed)).begun).toBe('NOT_CONFIRMED');
  });

  it('is only told, not asked, without a terminal or with --yes', async () => {
    for (const options of [{ isTTY: false }, { yes: true }]) {
      const { begun, told, asked } = await confirm('', options);
      expect({ begun, asked }).toEqual({ begun: true, asked: '' });
      expect(told).toContain('16,384 trials');
    }
  });
});
