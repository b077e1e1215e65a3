import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { RunPolicy } from '../record/identity.ts';
import { policyOf, type SearchOptions, withSearchOptions } from './search-options.ts';

function policyFor(...args: readonly string[]): RunPolicy {
  const command = withSearchOptions(new Command('discover'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse(args, { from: 'user' });
  return policyOf({ confirm: 2, seed: 1, ...command.opts<SearchOptions>() });
}

describe('the policy of a discovery', () => {
  it('audits unless it is told not to', () => {
    expect(policyFor().audit).toBeGreaterThan(0);
    expect(policyFor('--audit', '20').audit).toBe(20);
    expect(policyFor('--audit', 'off').audit).toBeNull();
    expect(policyFor('--audit=off').audit).toBeNull();
  });

  it.each([
    ['90s', 90_000],
    ['20m', 1_200_000],
    ['2h', 7_200_000],
    ['45', 45_000],
  ])('takes %s for a time', (text, milliseconds) => {
    expect(policyFor('--max-time', text).maxTimeMs).toBe(milliseconds);
  });

  it('has no limit unless one is given', () => {
    expect(policyFor()).toMatchObject({ maxTrials: null, maxTimeMs: null });
    expect(policyFor('--max-trials', '40').maxTrials).toBe(40);
  });

  it.each([
    ['--confidence', '1'],
    ['--confidence', '95'],
    ['--audit', 'none'],
    ['--audit-share', '1'],
    ['--audit-share', ''],
    ['--max-time', 'soon'],
    ['--max-time', '0m'],
    ['--max-trials', '0'],
  ])('refuses %s %s', (option, value) => {
    expect(() => policyFor(option, value)).toThrow(/It must be/);
  });
});
