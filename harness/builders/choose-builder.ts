import { parseImageReference } from '../corpus/image-reference.ts';
import type { Engine, RegistryCredentials } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import type { BuilderRequest } from '../vocabulary/run-plan.ts';
import type { Builder } from './builder.ts';
import { openBuilderImage, openExecutorBinary } from './open-builder.ts';

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

/** What a builder is looked for with. */
export interface BuilderSearch {
  readonly credentialsFor: (host: string) => Promise<RegistryCredentials | undefined>;
  /** Hears of steps that take time. */
  readonly progress: { preparing(step: string): void };
}

/**
 * The builder that was asked for; else a Kaniko image that the engine has; else a pull of the current one; else Buildah, if the
 * engine has it.
 *
 * @throws HarnessError BAD_INPUT for a builder that cannot be used, INFRASTRUCTURE if there is none to be had.
 */
export async function chooseBuilder(
  engine: Engine,
  request: BuilderRequest,
  search: BuilderSearch,
): Promise<ChosenBuilder> {
  switch (request.kind) {
    case 'binary':
      return {
        builder: await openExecutorBinary(engine, request.path, search.progress.preparing),
        why: 'the executor that was named',
      };
    case 'image':
      return { builder: await openNamed(engine, request.reference, search), why: 'the image that was named' };
    case 'any':
      return chooseUnnamed(engine, search);
  }
}

async function openNamed(engine: Engine, reference: string, search: BuilderSearch): Promise<Builder> {
  if ((await engine.images.find(reference)) === undefined) {
    const failure = await pull(engine, reference, search);
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

async function chooseUnnamed(engine: Engine, search: BuilderSearch): Promise<ChosenBuilder> {
  for (const repository of KANIKO_IMAGES) {
    const newest = newestTag(await engine.images.matching(repository));
    if (newest === undefined) continue;
    return { builder: await openBuilderImage(engine, newest), why: 'a Kaniko image that the engine has' };
  }
  const failure = await pull(engine, CURRENT_KANIKO, search);
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
async function pull(
  engine: Engine,
  reference: string,
  { credentialsFor, progress }: BuilderSearch,
): Promise<string | undefined> {
  progress.preparing(`pulling ${reference}`);
  const { host } = parseImageReference(reference);
  const outcome = await engine.images.pull(reference, await credentialsFor(host));
  return outcome.kind === 'failed' ? outcome.message : undefined;
}

/** The last one when numbers in tags are compared as numbers. */
function newestTag(references: readonly string[]): string | undefined {
  return references.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}
