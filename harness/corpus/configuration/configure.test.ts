import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { type ConfigurationSettings, configure } from './configure.ts';

describe('a configuration', () => {
  it('is the usual one where nobody says anything else', () => {
    expect(configure({}, {})).toEqual(DEFAULT_CONFIGURATION);
  });

  it('takes the command line before the case, and a flag in place of those of its name', () => {
    const settled = configure(
      { contextOwner: '1000:100', builderFlags: ['--snapshot-mode=full'], builderEnvironment: { A: 'line' } },
      {
        contextOwner: 'as-is',
        contextModes: 'git',
        builderFlags: ['--snapshot-mode=redo', '--reproducible'],
        builderEnvironment: { A: 'case', B: 'case' },
      },
    );
    expect(settled).toMatchObject({
      context: { owner: { uid: 1000, gid: 100 }, modes: 'git' },
      builderFlags: ['--reproducible', '--snapshot-mode=full'],
      builderEnvironment: { A: 'line', B: 'case' },
    });
  });

  it('has the variables of its profiles, and a variable by its own name in place of them', () => {
    const settled = configure(
      { builderEnvironment: { FF_KANIKO_RUN_VIA_TINI: 'false' } },
      { builderProfiles: ['buildkit', 'preview'] },
    ).builderEnvironment;
    expect(settled).toMatchObject({
      FF_KANIKO_COPY_AS_ROOT: 'true',
      FF_KANIKO_CROSS_REPO_MOUNT: 'true',
      FF_KANIKO_RUN_VIA_TINI: 'false',
    });
  });

  it.each<[ConfigurationSettings, string]>([
    [{ builderEnvironment: { 'A B': '1' } }, '"A B" cannot be a variable of the builder'],
    [{ contextOwner: 'me' }, '"me" is not an owner of a context'],
    [{ contextOwner: '9999999999:0' }, '"9999999999:0" is not an owner of a context'],
    [{ contextPath: 'workspace' }, 'A context cannot be mounted at "workspace"'],
    [{ contextPath: '/' }, 'A context cannot be mounted at "/"'],
    [{ contextPath: '/builds/../etc' }, 'A context cannot be mounted at "/builds/../etc"'],
    [{ contextPath: '/kaniko/context' }, 'A context cannot be mounted at "/kaniko/context"'],
    [{ contextKind: 'tar', contextPath: '/workspace' }, 'A context of kind tar is not mounted'],
    [{ builderFlags: ['snapshot-mode=redo'] }, '"snapshot-mode=redo" is not a flag of a builder'],
  ])('refuses %j', (settings, message) => {
    expect(() => configure(settings, {})).toThrow(message);
  });

  it('keeps what a lock file says where nothing else is said', () => {
    const locked = configure({ contextOwner: '1000:1000', builderFlags: ['--snapshot-mode=redo'] }, {});
    expect(configure({}, {}, { usual: locked })).toEqual(locked);
    expect(
      configure({ builderFlags: ['--snapshot-mode=full'] }, { contextOwner: 'root' }, { usual: locked }),
    ).toMatchObject({
      context: { owner: { uid: 0, gid: 0 } },
      builderFlags: ['--snapshot-mode=full'],
    });
  });
});
