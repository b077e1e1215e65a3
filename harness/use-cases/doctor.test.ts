import { describe, expect, it } from 'vitest';
import { EMPTY_SET, setOf } from '../capabilities/capability-set.ts';
import type { Engine } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import { type ScriptedEngine, type ScriptedWorld, scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import { SCRIPTED_ENVIRONMENT } from '../testing/scripted/scripted-environment.ts';
import { scriptedImage } from '../testing/scripted/scripted-images.ts';
import { type DoctorOrder, examineBuilder, examineEngine, isSameProblem } from './doctor.ts';

const ORDER: DoctorOrder = {
  builder: { kind: 'any' },
  auxiliaryImage: 'aux:1',
  search: { credentialsFor: async () => undefined, progress: { preparing: () => undefined } },
};

function engineWith(world: ScriptedWorld = {}): ScriptedEngine {
  return scriptedEngine(() => ({}), { images: { 'aux:1': scriptedImage() }, ...world });
}

describe('what is found out about an engine', () => {
  it('is where evidence is read, whether the kernel is watched and what is granted; nothing is left', async () => {
    const engine = engineWith({ ungrantable: setOf('SYS_BOOT') });
    expect(await examineEngine(engine, ORDER)).toEqual({
      kind: 'found',
      value: {
        auxiliaryImage: 'aux:1',
        environment: SCRIPTED_ENVIRONMENT,
        evidence: { kind: 'readable', from: 'script' },
        witness: { kind: 'watching', callsUnseen: null },
        ungrantable: setOf('SYS_BOOT'),
        isolation: null,
      },
    });
    expect(engine.objects).toEqual([]);
  });

  it('is that every capability is granted where none is missing', async () => {
    expect(await examineEngine(engineWith(), ORDER)).toMatchObject({ value: { ungrantable: EMPTY_SET } });
  });

  it('is what is missing, with the way out, where no sandbox can be made', async () => {
    const found = await examineEngine(engineWith({ images: {} }), ORDER);
    expect(found).toMatchObject({
      kind: 'missing',
      problem: { code: 'AUXILIARY_IMAGE_UNAVAILABLE', hint: expect.stringContaining('--aux-image') },
    });
  });

  it('is no diagnosis where the tool itself is at fault', async () => {
    const engine = { ...engineWith(), openSite: () => Promise.reject(new TypeError('a bug')) };
    await expect(examineEngine(engine, ORDER)).rejects.toThrow('a bug');
  });
});

describe('what is missing for the sandbox and for the builder', () => {
  it('is the same only where both need the same', async () => {
    const refused = new HarnessError('ENGINE_UNSUPPORTED', 'The namespace admits no build', {
      hint: 'Choose another.',
    });
    const engine: Engine = {
      ...engineWith(),
      openSite: () => Promise.reject(refused),
      runOnce: () => Promise.reject(refused),
    };
    const sandbox = await examineEngine(engine, ORDER);
    expect(sandbox.kind).toBe('missing');
    expect(isSameProblem(sandbox, { kind: 'missing', problem: refused })).toBe(true);
    expect(isSameProblem(sandbox, await examineBuilder(engineWith(), ORDER))).toBe(false);
    expect(isSameProblem({ kind: 'found', value: 1 }, { kind: 'found', value: 1 })).toBe(false);
  });
});

describe('the builder that a discovery would try', () => {
  it('is found on the engine', async () => {
    const buildah = scriptedImage({ labels: { 'kaniko-caps.buildah-version': '1.28.2' } });
    const engine = engineWith({ images: { 'kaniko-caps/buildah:2': buildah } });
    expect(await examineBuilder(engine, ORDER)).toMatchObject({
      kind: 'found',
      value: { builder: { identity: { kind: 'buildah' } } },
    });
  });

  it('is told to be missing where there is none', async () => {
    expect(await examineBuilder(engineWith(), ORDER)).toMatchObject({
      kind: 'missing',
      problem: { code: 'BUILDER_UNAVAILABLE' },
    });
  });
});
