import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseOfferedFlags } from '../settings/offered-flags.ts';
import { currentFlags } from './kaniko-flags.ts';

function flagsOf(executor: string) {
  return currentFlags(
    parseOfferedFlags(readFileSync(new URL(`testing-help/${executor}.txt`, import.meta.url), 'utf8')),
  );
}

const CHOSEN = [
  'registry-map',
  'skip-default-registry-fallback',
  'image-download-retry',
  'image-fs-extract-retry',
  'push-retry',
];

describe('the flags that an executor offers', () => {
  it.each([
    ['google-v1.6.0', ['push-retry']],
    ['google-v1.9.1', ['image-fs-extract-retry', 'push-retry']],
    ['google-v1.24.0', CHOSEN],
    ['chainguard-v1.25.16', CHOSEN],
    ['oss-v1.28.3', CHOSEN],
  ])('are read from its help: %s', (executor, expected) => {
    const flags = flagsOf(executor);
    expect(CHOSEN.filter((flag) => flags.has(flag))).toEqual(expected);
    expect(['context', 'destination', 'verbosity', 'help'].every((flag) => flags.has(flag))).toBe(true);
  });

  it('leave out what it calls deprecated, and words that only look like flags', () => {
    const flags = flagsOf('oss-v1.28.3');
    expect([flags.has('snapshot-mode'), flags.has('snapshotMode'), flags.has('no-such')]).toEqual([true, false, false]);
  });
});
