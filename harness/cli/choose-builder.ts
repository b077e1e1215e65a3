import type { Builder } from '../builders/builder.ts';
import { parseImageReference } from '../corpus/image-reference.ts';
import { credentialsFor } from '../corpus/registry-credentials.ts';
import type { Engine } from '../engine/engine.ts';
import { HarnessError } from '../errors.ts';
import { openBuilderImage, openExecutorBinary } from './open-builder.ts';

/** What the user said of the builder. */
export interface BuilderOptions {
  readonly builder?: string;
  readonly executorBinary?: string;
}

/** A builder, and in words why this one. */
export interface ChosenBuilder {
  readonly builder: Builder;
  readonly why: string;
}

/** Kept up to date by the fork that goes on with Kaniko; Google's repository is archived. */
const CURRENT_KANIKO = 'ghcr.io/osscontainertools/kaniko:latest';

/** Where Kaniko images come from, the living ones first. */
const KANIKO_IMAGES = [
  'ghcr.io/osscontainertools/kaniko',
  'martizih/kaniko',
  'gcr.io/kaniko-project/executor',
  'cgr.dev/*/kaniko',
];

/** Buildah, as `scripts/images/buildah` makes it from Debian's packages. */
const STAND_IN = 'kaniko-caps/buildah';

/**
 * The builder that the user named; else a Kaniko image that the engine has; else a pull of the current one; else Buildah,
 * if the engine has it. `tell` hears of steps that take time.
 *
 * @throws HarnessError BAD_INPUT for a builder that cannot be used, INFRASTRUCTURE if there is none to be had.
 */
export async function chooseBuilder(
  engine: Engine,
  options: BuilderOptions,
  tell: (step: string) => void,
): Promise<ChosenBuilder> {
  const fromEnvironment = process.env['KANIKO_CAPS_BUILDER'];
  assertOneBuilder(options);
  if (options.executorBinary !== undefined) {
    return {
      builder: await openExecutorBinary(engine, options.executorBinary, tell),
      why: 'named by --executor-binary',
    };
  }
  const named = options.builder ?? (fromEnvironment || undefined);
  if (named !== undefined) {
    const why = options.builder === undefined ? 'named by KANIKO_CAPS_BUILDER' : 'named by --builder';
    return { builder: await openNamed(engine, named, tell), why };
  }
  return chooseUnnamed(engine, tell);
}

/** @throws HarnessError BAD_INPUT if the user named two. */
export function assertOneBuilder({ builder, executorBinary }: BuilderOptions): void {
  if (builder === undefined || executorBinary === undefined) return;
  throw new HarnessError('BAD_INPUT', '--builder and --executor-binary were both given', { hint: 'Give one of them.' });
}

async function openNamed(engine: Engine, reference: string, tell: (step: string) => void): Promise<Builder> {
  if ((await engine.images.find(reference)) === undefined) {
    const failure = await pull(engine, reference, tell);
    if (failure !== undefined) {
      throw new HarnessError(
        'INFRASTRUCTURE',
        `No builder ${reference}: the engine does not have it, and its pull failed (${failure})`,
        {
          hint: 'Pull or load the image, or give an executor that you built with --executor-binary.',
        },
      );
    }
  }
  return openBuilderImage(engine, reference);
}

async function chooseUnnamed(engine: Engine, tell: (step: string) => void): Promise<ChosenBuilder> {
  for (const repository of KANIKO_IMAGES) {
    const newest = newestTag(await engine.images.matching(repository));
    if (newest === undefined) continue;
    return { builder: await openBuilderImage(engine, newest), why: 'a Kaniko image that the engine has' };
  }
  const failure = await pull(engine, CURRENT_KANIKO, tell);
  if (failure === undefined) {
    return { builder: await openBuilderImage(engine, CURRENT_KANIKO), why: 'the current Kaniko image, pulled' };
  }
  const standIn = newestTag(await engine.images.matching(STAND_IN));
  if (standIn !== undefined) {
    const why = `no Kaniko to be had, the pull of ${CURRENT_KANIKO} failed (${failure})`;
    return { builder: await openBuilderImage(engine, standIn), why };
  }
  throw new HarnessError(
    'INFRASTRUCTURE',
    `No builder: the engine has no Kaniko image, and the pull of ${CURRENT_KANIKO} failed (${failure})`,
    {
      hint: 'Load a Kaniko image, give an executor that you built with --executor-binary, or make the stand-in with scripts/images/buildah.',
    },
  );
}

/** Why the pull failed; undefined if it did not. */
async function pull(engine: Engine, reference: string, tell: (step: string) => void): Promise<string | undefined> {
  tell(`pulling ${reference}`);
  const { host } = parseImageReference(reference);
  const outcome = await engine.images.pull(reference, await credentialsFor(host));
  return outcome.kind === 'failed' ? outcome.message : undefined;
}

/** The last one when numbers in tags are compared as numbers. */
function newestTag(references: readonly string[]): string | undefined {
  return references.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}
