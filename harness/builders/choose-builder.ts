import { basename } from 'node:path';
import type { Engine } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import type { RegistryCredentials } from '../image/credentials/registry-credentials.ts';
import { parseImageReference } from '../image/naming/image-reference.ts';
import type { BuilderRequest } from '../vocabulary/run-plan.ts';
import type { Builder } from './builder.ts';
import type { BuilderKind } from './builder-kind.ts';
import { BUILDER_KINDS } from './catalogue.ts';
import { openBuilderImage, openExecutorBinary } from './open-builder.ts';

/** A builder, and in words why this one. */
export interface ChosenBuilder {
  readonly builder: Builder;
  readonly why: string;
}

/** What a builder is looked for with. */
export interface BuilderSearch {
  readonly credentialsFor: (host: string) => Promise<RegistryCredentials | undefined>;
  /** Hears of steps that take time. */
  readonly progress: { preparing(step: string): void };
}

/**
 * The builder that was asked for; else an image that the engine has of a kind that is meant; else a pull of the current one; else
 * a stand-in that the engine has.
 *
 * @throws HarnessError NOT_AN_EXECUTOR or EXECUTOR_UNSUITABLE for a builder that cannot be used, BUILDER_UNAVAILABLE if there is
 *   none to be had.
 */
export async function chooseBuilder(
  engine: Engine,
  request: BuilderRequest,
  search: BuilderSearch,
): Promise<ChosenBuilder> {
  switch (request.kind) {
    case 'binary':
      assertTakesBinaries(engine, request);
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

/**
 * Refuses a binary for an engine on which no image can be made of it.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED
 */
export function assertTakesBinaries({ images }: Pick<Engine, 'images'>, request: BuilderRequest): void {
  if (request.kind !== 'binary' || images.areKept) return;
  throw new HarnessError(
    'ENGINE_UNSUPPORTED',
    `The engine takes no executor from a file, and so not ${basename(request.path)}`,
    {
      hint: PUSH_IT,
    },
  );
}

async function openNamed(engine: Engine, reference: string, search: BuilderSearch): Promise<Builder> {
  if ((await engine.images.find(reference)) === undefined) {
    const failure = await pull(engine, reference, search);
    if (failure !== undefined) throw noImage(engine, reference, failure);
  }
  return openBuilderImage(engine, reference);
}

async function chooseUnnamed(engine: Engine, search: BuilderSearch): Promise<ChosenBuilder> {
  const meant = BUILDER_KINDS.filter(({ standIn }) => standIn === null);
  for (const kind of meant) {
    const present = await openPresent(engine, kind);
    if (present !== undefined) return { builder: present, why: `a ${kind.title} image that the engine has` };
  }
  const failures: string[] = [];
  for (const { title, currentImage } of meant) {
    if (currentImage === null) continue;
    const failure = await pull(engine, currentImage, search);
    if (failure === undefined) {
      return { builder: await openBuilderImage(engine, currentImage), why: `the current ${title} image, pulled` };
    }
    failures.push(`the pull of ${currentImage} failed (${failure})`);
  }
  const titles = meant.map(({ title }) => title).join(' or ');
  for (const kind of BUILDER_KINDS.filter(({ standIn }) => standIn !== null)) {
    const builder = await openPresent(engine, kind);
    if (builder !== undefined) return { builder, why: `there is no ${titles} image, ${failures.join(', and ')}` };
  }
  throw noBuilder(engine, `the engine has no ${titles} image, and ${failures.join(', and ')}`);
}

/** The builder in the newest image of the first of the kind's names that the engine has. */
async function openPresent(engine: Engine, { imageNames }: BuilderKind): Promise<Builder | undefined> {
  for (const name of imageNames) {
    const newest = newestTag(await engine.images.matching(name));
    if (newest !== undefined) return openBuilderImage(engine, newest);
  }
  return undefined;
}

function noImage({ images }: Engine, reference: string, failure: string): HarnessError {
  const [why, hint] = images.areKept
    ? [
        `the engine does not have it, and its pull failed (${failure})`,
        'Pull or load the image, or give an executor that you built with --executor-binary.',
      ]
    : [failure, PUSH_IT];
  return new HarnessError('BUILDER_UNAVAILABLE', `No builder ${reference}: ${why}`, { hint });
}

const PUSH_IT =
  'Push an image of the executor to a registry that the engine and this machine can read, and name it with --builder.';

function noBuilder({ images }: Engine, why: string): HarnessError {
  if (!images.areKept) return new HarnessError('BUILDER_UNAVAILABLE', `No builder: ${why}`, { hint: PUSH_IT });
  const ways = BUILDER_KINDS.map(({ wayOut }) => wayOut).join(', or ');
  const hint = `${ways.charAt(0).toUpperCase()}${ways.slice(1)}.`;
  return new HarnessError('BUILDER_UNAVAILABLE', `No builder: ${why}`, { hint });
}

/** Why the pull failed; undefined if it did not. */
async function pull(
  engine: Engine,
  reference: string,
  { credentialsFor, progress }: BuilderSearch,
): Promise<string | undefined> {
  progress.preparing(`pulling ${reference}`);
  const { host } = parseImageReference(reference);
  const outcome = await engine.images.fetch(reference, await credentialsFor(host));
  return outcome.kind === 'failed' ? outcome.message : undefined;
}

/** The last one when numbers in tags are compared as numbers. */
function newestTag(references: readonly string[]): string | undefined {
  return references.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}
