import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CommandOutcome, CommandSpecification, ImageSummary } from '../engine/port.ts';
import { type ScriptedEngine, type ScriptedWorld, scriptedEngine } from '../testing/scripted/scripted-engine.ts';
import { scriptedImage } from '../testing/scripted/scripted-images.ts';
import { BUILDER_KINDS, builderKindNamed, builderKindOf } from './catalogue.ts';
import { type ChosenBuilder, chooseBuilder } from './choose-builder.ts';

const HELP = readFileSync(new URL('kaniko/testing-help/google-v1.24.0.txt', import.meta.url), 'utf8');
const CURRENT = 'ghcr.io/osscontainertools/kaniko:latest';

const kaniko = (id: string): ImageSummary => scriptedImage({ id, entrypoint: ['/kaniko/executor'] });
const buildah = scriptedImage({ id: 'buildah', labels: { 'kaniko-caps.buildah-version': '1.28.2' } });

function engineWith(world: ScriptedWorld): ScriptedEngine {
  const answer = ({ command, image }: CommandSpecification) => {
    if (image === 'stranger') return { kind: 'ended', exitCode: 127, output: 'not found' } as const;
    const output = command.includes('version') ? 'Kaniko version :  v1.24.0\n' : HELP;
    return { kind: 'ended', exitCode: 0, output } as const;
  };
  return scriptedEngine(() => ({}), { command: answer, ...world });
}

async function chosen(
  world: ScriptedWorld,
  request: Parameters<typeof chooseBuilder>[1] = { kind: 'any' },
): Promise<ChosenBuilder & { readonly told: readonly string[] }> {
  const told: string[] = [];
  const search = {
    credentialsFor: async () => undefined,
    progress: { preparing: (step: string) => void told.push(step) },
  };
  return { ...(await chooseBuilder(engineWith(world), request, search)), told };
}

describe('the builder, where nobody names one', () => {
  it('is the newest image of the first known name that the engine has', async () => {
    const images = {
      'gcr.io/kaniko-project/executor:v1.24.0': kaniko('google'),
      'martizih/kaniko:v1.9.0': kaniko('old'),
      'martizih/kaniko:v1.25.0': kaniko('new'),
      'kaniko-caps/buildah:2': buildah,
    };
    const { builder, why, told } = await chosen({ images });
    expect([builder.image, builder.identity.kind, why, told]).toEqual([
      'new',
      'kaniko',
      'a Kaniko image that the engine has',
      [],
    ]);
  });

  it('is fetched where the engine has none, even where it has a stand-in', async () => {
    const world = { images: { 'kaniko-caps/buildah:2': buildah }, remoteImages: { [CURRENT]: kaniko('current') } };
    const { builder, why, told } = await chosen(world);
    expect([builder.image, why, told]).toEqual(['current', 'the current Kaniko image, pulled', [`pulling ${CURRENT}`]]);
  });

  it('is a stand-in only where none can be had, and says why', async () => {
    const { builder, why } = await chosen({ images: { 'kaniko-caps/buildah:2': buildah } });
    expect(builder.identity).toMatchObject({ kind: 'buildah', version: '1.28.2', reference: 'kaniko-caps/buildah:2' });
    expect(why).toBe(`there is no Kaniko image, the pull of ${CURRENT} failed (there is no ${CURRENT})`);
  });

  it('is missing where there is nothing at all, and every way to get one is told', async () => {
    await expect(chosen({})).rejects.toMatchObject({
      code: 'BUILDER_UNAVAILABLE',
      message: `No builder: the engine has no Kaniko image, and the pull of ${CURRENT} failed (there is no ${CURRENT})`,
      hint: 'Load a Kaniko image, give an executor that you built with --executor-binary, or make the stand-in with scripts/images/buildah.',
    });
  });
});

describe('the builder that somebody names', () => {
  const named = { kind: 'image', reference: 'mine:1' } as const;

  it('is fetched if need be', async () => {
    const { builder, why } = await chosen({ remoteImages: { 'mine:1': kaniko('mine') } }, named);
    expect([builder.identity.reference, why]).toEqual(['mine:1', 'the image that was named']);
  });

  it('is told to be missing with what the fetch said', async () => {
    await expect(chosen({}, named)).rejects.toMatchObject({
      code: 'BUILDER_UNAVAILABLE',
      message: 'No builder mine:1: the engine does not have it, and its pull failed (there is no mine:1)',
    });
  });

  it('has to be in a registry where the engine keeps no images, and nothing else is told', async () => {
    await expect(chosen({ imagesAreKept: false }, named)).rejects.toMatchObject({
      message: 'No builder mine:1: there is no mine:1',
      hint: 'Push an image of the executor to a registry that the engine and this machine can read, and name it with --builder.',
    });
    await expect(chosen({ imagesAreKept: false })).rejects.toMatchObject({
      hint: expect.stringMatching(/^Push an image of the executor to a registry/),
    });
  });

  it('is not judged where the engine could not ask it, and the way out is that of the engine', async () => {
    const images = { 'mine:1': kaniko('mine') };
    const because = async (outcome: CommandOutcome) => chosen({ images, command: () => outcome }, named);
    const message = 'pods "a" is forbidden: exceeded quota: small';
    await expect(because({ kind: 'not-asked', message, hint: 'Have it raised.' })).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: `The engine could not ask mine:1 what it is: ${message}`,
      hint: 'Have it raised.',
    });
    await expect(because({ kind: 'not-asked', message })).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
    await expect(because({ kind: 'failed', message: 'no such file' })).rejects.toMatchObject({
      code: 'NOT_AN_EXECUTOR',
    });
  });

  it('is taken for a Kaniko executor if it bears no mark, and asked', async () => {
    const images = { 'mine:1': scriptedImage({ id: 'stranger', entrypoint: ['/bin/sh'] }) };
    await expect(chosen({ images }, named)).rejects.toMatchObject({
      code: 'NOT_AN_EXECUTOR',
      message: 'mine:1 cannot be used as a Kaniko executor: `/bin/sh version` exits with 127',
    });
  });
});

describe('the catalogue of builders', () => {
  it('has each name once, and begins with a builder that is meant', () => {
    const names = BUILDER_KINDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(BUILDER_KINDS[0].standIn).toBeNull();
    for (const name of names) expect(builderKindNamed(name)?.name).toBe(name);
  });

  it('tells images apart by their marks', () => {
    expect(builderKindOf(buildah).name).toBe('buildah');
    expect(builderKindOf(kaniko('x')).name).toBe('kaniko');
  });
});
