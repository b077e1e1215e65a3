import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseOfferedFlags } from './offered-flags.ts';

function helpOf(executor: string) {
  const file = new URL(`../kaniko/testing-help/${executor}.txt`, import.meta.url);
  return parseOfferedFlags(readFileSync(file, 'utf8'));
}

describe('the flags in a help text', () => {
  it.each(['google-v1.6.0', 'google-v1.9.1', 'google-v1.24.0', 'chainguard-v1.25.16', 'oss-v1.28.3'])(
    'are told apart by whether they take a value: %s',
    (executor) => {
      const offered = helpOf(executor);
      const taking = (name: string) => offered.get(name)?.takesValue;
      expect(['dockerfile', 'ignore-path', 'label', 'push-retry', 'snapshotMode', 'git'].map(taking)).toEqual(
        Array(6).fill(true),
      );
      expect(['cleanup', 'reproducible', 'single-snapshot', 'use-new-run', 'help'].map(taking)).toEqual(
        Array(5).fill(false),
      );
    },
  );

  it('are known to be deprecated where the help says so', () => {
    const offered = helpOf('oss-v1.28.3');
    expect(offered.get('skip-unused-stages')).toEqual({ deprecated: true, takesValue: false });
    expect(offered.get('snapshot-mode')).toEqual({ deprecated: false, takesValue: true });
  });

  it('may have a value that can be left out', () => {
    const offered = parseOfferedFlags('      --pull string[="true"]        pull the image\n  -t, --tag name     tag');
    expect([offered.get('pull')?.takesValue, offered.get('tag')?.takesValue]).toEqual([false, true]);
  });
});
