import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import type { Engine, ImageSummary } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import { ownedLabels } from '../sandbox/labels.ts';
import { buildahBuilder } from './buildah/buildah.ts';
import type { Builder } from './builder.ts';
import { type CommandOutcome, identifyKaniko } from './kaniko/detect-kaniko.ts';
import { kanikoBuilder } from './kaniko/kaniko.ts';
import { EXECUTOR_IMAGE_SETTINGS, executorRootFilesystem } from './kaniko/wrap-executable.ts';

/** Says which version of Buildah an image holds. */
const BUILDAH_LABEL = 'kaniko-caps.buildah-version';

/** How long an executor may take to say what it is. */
const IDENTIFICATION_DEADLINE_MS = 30_000;

/** Room for an executor's help. */
const LIMITS = { memoryBytes: 512 * 2 ** 20, processes: 256, cpus: 0 };

/**
 * Makes a builder of an image that the engine has.
 *
 * @throws HarnessError BAD_INPUT if it is none.
 */
export async function openBuilderImage(engine: Engine, reference: string): Promise<Builder> {
  const image = await imageOf(engine, reference);
  const buildahVersion = image.labels[BUILDAH_LABEL];
  if (buildahVersion !== undefined) {
    const identity = {
      kind: 'buildah',
      reference,
      version: buildahVersion,
      repository: null,
      imageDigest: image.id,
      binarySha256: null,
    } as const;
    return buildahBuilder({ identity, image: image.id });
  }
  const provenance = { reference, modulePath: undefined, labels: image.labels };
  return openKaniko(engine, image, provenance, { imageDigest: image.repoDigest ?? image.id, binarySha256: null });
}

/**
 * Wraps a local executor into an image, unless the engine has it already, and makes a builder of it.
 *
 * @throws HarnessError BAD_INPUT if it cannot be used.
 */
export async function openExecutorBinary(engine: Engine, path: string, tell: (step: string) => void): Promise<Builder> {
  const { architecture } = await engine.environment();
  const { tar, sha256, modulePath } = await executorRootFilesystem(path, architecture);
  const wrapped = `kaniko-caps/executor:${sha256.slice(0, 16)}`;
  if ((await engine.images.find(wrapped)) === undefined) {
    tell(`wrapping ${basename(path)} into an image`);
    await engine.images.importRootFilesystem(tar, { reference: wrapped, ...EXECUTOR_IMAGE_SETTINGS });
  }
  const provenance = { reference: basename(path), modulePath, labels: {} };
  return openKaniko(engine, await imageOf(engine, wrapped), provenance, { imageDigest: null, binarySha256: sha256 });
}

async function imageOf(engine: Engine, reference: string): Promise<ImageSummary> {
  const image = await engine.images.find(reference);
  if (image !== undefined) return image;
  throw new HarnessError('INFRASTRUCTURE', `The engine does not have the image ${reference} any more`);
}

async function openKaniko(
  engine: Engine,
  image: ImageSummary,
  provenance: Parameters<typeof identifyKaniko>[2],
  digests: { readonly imageDigest: string | null; readonly binarySha256: string | null },
): Promise<Builder> {
  const run = (command: readonly string[]): Promise<CommandOutcome> => runOnce(engine, image.id, command);
  const { version, repository, flags } = await identifyKaniko(run, image.entrypoint, provenance);
  return kanikoBuilder({
    identity: { kind: 'kaniko', reference: provenance.reference, version, repository, ...digests },
    image: image.id,
    entrypoint: image.entrypoint,
    flags,
  });
}

/** Runs a command of an image to its end, without a network and without capabilities. */
async function runOnce(engine: Engine, image: string, command: readonly string[]): Promise<CommandOutcome> {
  const name = `kaniko-caps-identify-${randomBytes(4).toString('hex')}`;
  const start = await engine.startTrial({
    name,
    image,
    command,
    environment: {},
    capabilities: EMPTY_SET,
    noNewPrivileges: false,
    slot: null,
    limits: LIMITS,
    labels: ownedLabels(name),
  });
  if (start.kind !== 'started') return { kind: 'failed', message: start.message };
  const { container } = start;
  try {
    await container.feed(Readable.from([]));
    const ending = await container.ending(IDENTIFICATION_DEADLINE_MS);
    const output = await container.output();
    if (ending.kind === 'exited') return { kind: 'ended', exitCode: ending.exitCode, output: output ?? '' };
    return { kind: 'failed', message: `it did not end by itself (${ending.kind})` };
  } finally {
    await container.remove();
  }
}
