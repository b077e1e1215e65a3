import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyConfiguration, configurationOf } from '../testing/examples/configurations.ts';
import { DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import { unusualSettings } from '../vocabulary/configuration-settings.ts';
import { configurationDifference, configurationText, unusualWords } from './configuration-words.ts';

const { context } = DEFAULT_CONFIGURATION;

describe('the words of a configuration', () => {
  it('say nothing of what is as by default', () => {
    expect(unusualWords(DEFAULT_CONFIGURATION)).toEqual([]);
    expect(configurationText(DEFAULT_CONFIGURATION)).toBe('the default');
  });

  it('say each setting that is not as by default in a few words', () => {
    const unusual = configurationOf({
      context: { ...context, kind: 'tar', owner: { uid: 1000, gid: 1000 } },
      cache: 'warm',
      secrets: [
        { id: 'npm', value: 'stand-in' },
        { id: 'pip', value: 'given' },
      ],
      user: { id: 1000, groupId: 1000 },
      seccomp: 'unconfined',
      noNewPrivileges: true,
      builderFlags: ['--snapshot-mode=redo'],
      builderEnvironment: { FF_KANIKO_RUN_HONOR_GROUP: 'true' },
    });
    expect(unusualWords(unusual)).toEqual([
      'context: a tar that belongs to 1000:1000',
      'warm cache',
      'secret npm (stand-in)',
      'secret pip',
      'runs as 1000:1000',
      'seccomp: unconfined',
      'no-new-privileges',
      '--snapshot-mode=redo',
      'FF_KANIKO_RUN_HONOR_GROUP=true',
    ]);
  });

  it('say where a directory is mounted, and nothing of a path that has no effect', () => {
    const at = (kind: 'dir' | 'tar') => configurationOf({ context: { ...context, kind, path: '/src' } });
    expect(unusualWords(at('dir')).join()).not.toBe(
      unusualWords(configurationOf({ context: { ...context, kind: 'dir' } })).join(),
    );
    expect(unusualWords(at('tar'))).toEqual(unusualWords(configurationOf({ context: { ...context, kind: 'tar' } })));
  });

  it('are one safe line, whatever a flag or a value holds', () => {
    fc.assert(
      fc.property(anyConfiguration, (configuration) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
        expect(configurationText(configuration)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }),
    );
  });

  it('are the default for no other configuration', () => {
    fc.assert(
      fc.property(anyConfiguration, (configuration) => {
        const isDefault = unusualSettings(configuration).length === 0;
        expect(configurationText(configuration) === 'the default').toBe(isDefault);
      }),
    );
  });
});

describe('the difference of two configurations', () => {
  it('is told by what only one of them has', () => {
    const a = configurationOf({ builderFlags: ['--single-snapshot'] });
    const b = configurationOf({ builderFlags: ['--single-snapshot', '--snapshot-mode=redo'], cache: 'warm' });
    expect(configurationDifference(a, b)).toEqual({ before: 'the default', after: 'warm cache; --snapshot-mode=redo' });
    expect(configurationDifference(b, a)).toEqual({ before: 'warm cache; --snapshot-mode=redo', after: 'the default' });
    expect(configurationDifference(a, a)).toBeNull();
  });

  it('is told of two orders of the same flags', () => {
    const flags = ['--snapshot-mode=full', '--snapshot-mode=redo'];
    const [a, b] = [configurationOf({ builderFlags: flags }), configurationOf({ builderFlags: flags.toReversed() })];
    expect(configurationDifference(a, b)).toEqual({
      before: '--snapshot-mode=full; --snapshot-mode=redo',
      after: '--snapshot-mode=redo; --snapshot-mode=full',
    });
  });

  it('never says the same of both sides', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (a, b) => {
        const difference = configurationDifference(a, b);
        expect(difference === null).toBe(configurationText(a) === configurationText(b));
        if (difference !== null) expect(difference.before).not.toBe(difference.after);
      }),
    );
  });
});
