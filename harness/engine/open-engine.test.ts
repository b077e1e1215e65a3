import { describe, expect, it } from 'vitest';
import { HarnessError } from '../errors.ts';
import { scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import type { EngineKind } from './engine-kind.ts';
import { openEngine, rightsManifest } from './open-engine.ts';

function present(name: string): EngineKind {
  return { name, open: async () => ({ kind: 'open', engine: { ...scriptedEngine(() => ({})), kind: name } }) };
}

function absent(name: string): EngineKind {
  const problem = new HarnessError('ENGINE_UNREACHABLE', `Cannot reach ${name}`, { hint: `Start ${name}.` });
  return { name, open: async () => ({ kind: 'absent', problem }) };
}

const broken: EngineKind = {
  name: 'broken',
  open: () => Promise.reject(new HarnessError('ENGINE_UNSUPPORTED', 'It is too old')),
};

describe('the engine', () => {
  it('is the first one that answers', async () => {
    const kinds = [absent('a'), present('b'), present('c')];
    expect((await openEngine({ environment: {}, kinds })).kind).toBe('b');
  });

  it('is the one that is named, by an option before the environment', async () => {
    const kinds = [present('a'), present('b'), present('c')];
    const environment = { KANIKO_CAPS_ENGINE: 'b' };
    expect((await openEngine({ environment, kinds })).kind).toBe('b');
    expect((await openEngine({ name: 'c', environment, kinds })).kind).toBe('c');
  });

  it('that is named is the only one that is tried', async () => {
    const kinds = [present('a'), absent('b')];
    await expect(openEngine({ name: 'b', environment: {}, kinds })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'Cannot reach b',
      hint: 'Start b.',
    });
  });

  it('of a kind that is used only by its name is not found by chance', async () => {
    const kinds = [{ ...present('a'), isOnlyNamed: true }, present('b')];
    expect((await openEngine({ environment: {}, kinds })).kind).toBe('b');
    expect((await openEngine({ environment: { KANIKO_CAPS_ENGINE: 'a' }, kinds })).kind).toBe('a');
  });

  it('that somebody chose and cannot be used is not replaced by another', async () => {
    const kinds = [broken, present('a')];
    await expect(openEngine({ environment: {}, kinds })).rejects.toMatchObject({ code: 'ENGINE_UNSUPPORTED' });
  });

  it('is refused by a name that no kind has, and the names are told', async () => {
    await expect(openEngine({ name: 'lxc', environment: {} })).rejects.toMatchObject({
      code: 'ENGINE_CHOICE',
      message: 'There is no kind of engine called lxc',
      hint: expect.stringContaining('docker'),
    });
  });

  it('is told to be nowhere with all that was tried', async () => {
    await expect(openEngine({ environment: {}, kinds: [absent('a'), absent('b')] })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'No engine answers: Cannot reach a; Cannot reach b',
      hint: 'Start a.',
    });
  });

  it('of Docker is looked for only where DOCKER_HOST says, and nothing else is spoken to instead', async () => {
    const environment = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    await expect(openEngine({ environment })).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'Cannot reach Docker at unix:///nowhere/docker.sock',
    });
  });
});

describe('the manifest of rights', () => {
  it('is for the namespace that is chosen, and asks for nothing that touches secrets or other namespaces', async () => {
    const environment = { KANIKO_CAPS_NAMESPACE: 'builds' };
    const manifest = await rightsManifest({ name: 'kubernetes', environment });
    expect(manifest.match(/namespace: (\S+)/g)).toEqual(Array.from({ length: 5 }, () => 'namespace: builds'));
    expect(manifest).not.toMatch(/secrets|'\*'|\bpatch\b|escalate|impersonate/);
  });

  it('is refused where an engine has no rights to grant', async () => {
    await expect(rightsManifest({ name: 'docker', environment: {} })).rejects.toMatchObject({ code: 'ENGINE_CHOICE' });
  });
});
