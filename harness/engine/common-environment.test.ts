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
