import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyConfiguration, exampleConfiguration } from '../testing/examples/configurations.ts';
import { DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';
import { unusualSettings } from '../vocabulary/configuration-settings.ts';
import { configurationText, settingChanges, settingChangesText, unusualWords } from './configuration-words.ts';

const { context } = DEFAULT_CONFIGURATION;

describe('the words of a configuration', () => {
  it('say nothing of what is as by default', () => {
    expect(unusualWords(DEFAULT_CONFIGURATION)).toEqual([]);
    expect(configurationText(DEFAULT_CONFIGURATION)).toBe('the default');
  });

  it('say each setting that is not as by default in a few words', () => {
    const unusual = exampleConfiguration({
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
    const at = (kind: 'dir' | 'tar') => exampleConfiguration({ context: { ...context, kind, path: '/src' } });
    expect(unusualWords(at('dir')).join()).not.toBe(
      unusualWords(exampleConfiguration({ context: { ...context, kind: 'dir' } })).join(),
    );
    expect(unusualWords(at('tar'))).toEqual(
      unusualWords(exampleConfiguration({ context: { ...context, kind: 'tar' } })),
    );
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
  it('is told setting by setting, with the values of both sides', () => {
    const a = exampleConfiguration({ builderFlags: ['--ignore-path=/'] });
    const b = exampleConfiguration({ context: { ...context, owner: { uid: 1000, gid: 1000 } } });
    expect(settingChangesText(settingChanges(b, a))).toBe(
      'the owner of the context: 0:0 instead of 1000:1000; flags of the builder: --ignore-path=/ instead of none',
    );
    expect(settingChangesText(settingChanges(a, b), { before: ' in A', after: ' in B' })).toBe(
      'the owner of the context: 1000:1000 in B instead of 0:0 in A; flags of the builder: none in B instead of --ignore-path=/ in A',
    );
    expect(settingChanges(a, a)).toEqual([]);
  });

  it('is told of two orders of the same flags', () => {
    const flags = ['--snapshot-mode=full', '--snapshot-mode=redo'];
    const [a, b] = [
      exampleConfiguration({ builderFlags: flags }),
      exampleConfiguration({ builderFlags: flags.toReversed() }),
    ];
    expect(settingChangesText(settingChanges(a, b))).toBe(
      'flags of the builder: --snapshot-mode=redo --snapshot-mode=full instead of --snapshot-mode=full --snapshot-mode=redo',
    );
  });

  it('is one safe line, whatever a flag or a value holds', () => {
    fc.assert(
      fc.property(anyConfiguration, anyConfiguration, (a, b) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
        expect(settingChangesText(settingChanges(a, b))).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }),
    );
  });
});
