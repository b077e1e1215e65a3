import { expect, it } from 'vitest';
import { SCRIPTED_HOST } from '../testing/scripted/scripted-state.ts';
import type { EngineEnvironment } from '../vocabulary/engine-environment.ts';
import { commonEnvironment } from './common-environment.ts';

const host = (name: string, changes: Partial<EngineEnvironment> = {}) => ({
  name,
  environment: { ...SCRIPTED_HOST.environment, ...changes },
});

it('is that of the only host', () => {
  expect(commonEnvironment([SCRIPTED_HOST])).toBe(SCRIPTED_HOST.environment);
});

it('may differ in what changes no answer', () => {
  const hosts = [host('a'), host('b', { cpus: 64, memoryBytes: 1, operatingSystem: 'another' })];
  expect(commonEnvironment(hosts)).toEqual(host('a').environment);
});

it('is refused where a decisive fact differs, even one that is a table, with the hosts and the fact', () => {
  const [strict, lax] = ['1', '0'].map((value) => ({ 'fs.protected_hardlinks': value }));
  const hosts = [host('a', { protectedFiles: strict ?? null }), host('b', { protectedFiles: lax ?? null })];
  expect(() => commonEnvironment(hosts)).toThrow(
    expect.objectContaining({
      code: 'ENGINE_UNSUPPORTED',
      message: expect.stringMatching(/^The engine's hosts differ: protectedFiles is .*"1".* on a and .*"0".* on b$/),
    }),
  );
});

it('is refused with every fact that differs, and on a cluster with the option that chooses nodes', () => {
  const node = (name: string, changes: Partial<EngineEnvironment>) => host(name, { engine: 'kubernetes', ...changes });
  const hosts = [
    node('old', { runtime: 'containerd://1.6.20', kernel: '5.10' }),
    node('new', { runtime: 'containerd://2.3.4', kernel: '6.18' }),
  ];
  expect(() => commonEnvironment(hosts)).toThrow(
    expect.objectContaining({
      message:
        'The engine\'s hosts differ: kernel is "5.10" on old and "6.18" on new; runtime is "containerd://1.6.20" on old and "containerd://2.3.4" on new',
      hint: expect.stringContaining('--node-selector'),
    }),
  );
});
