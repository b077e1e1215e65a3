import { basename } from 'node:path';
import { commonEnvironment } from '../../engine/common-environment.ts';
import type { Engine, ImageSummary } from '../../engine/port.ts';
import { HarnessError } from '../../errors.ts';
import { askBuilder } from '../ask-builder.ts';
import type { Builder } from '../builder.ts';
import { identifyKaniko } from './detect-kaniko.ts';
import { kanikoBuilder } from './kaniko.ts';
import type { KanikoQuestion } from './kaniko-question.ts';
import { EXECUTOR_IMAGE_SETTINGS, executorRootFilesystem } from './wrap-executable.ts';

/** How long an executor may take to say what it is. */
const IDENTIFICATION_DEADLINE_MS = 30_000;

/**
 * Makes a builder of an image of the executor.
 *
 * @throws HarnessError NOT_AN_EXECUTOR or EXECUTOR_UNSUITABLE if it is none that can be used.
 */
export function openKanikoImage(engine: Engine, image: ImageSummary, reference: string): Promise<Builder> {
  const provenance = { reference, modulePath: undefined, labels: image.labels };
  return openKaniko(engine, image, provenance, { imageDigest: image.repoDigest ?? image.id, binarySha256: null });
}

/**
 * Wraps a local executor into an image, unless the engine has it already, and makes a builder of it.
 *
 * @throws HarnessError EXECUTOR_UNREADABLE, NOT_AN_EXECUTOR or EXECUTOR_UNSUITABLE if it cannot be used.
 */
export async function openKanikoBinary(engine: Engine, path: string, tell: (step: string) => void): Promise<Builder> {
  const { architecture } = commonEnvironment(await engine.hosts());
  const { tar, sha256, contentKey, hasTini, modulePath } = await executorRootFilesystem(path, architecture);
  const wrapped = `kaniko-caps/executor:${contentKey.slice(0, 16)}`;
  if ((await engine.images.find(wrapped)) === undefined) {
    tell(`wrapping ${basename(path)}${hasTini ? ' and the tini beside it' : ''} into an image`);
    await engine.images.importRootFilesystem(tar, { reference: wrapped, ...EXECUTOR_IMAGE_SETTINGS });
  }
  const image = await engine.images.find(wrapped);
  if (image === undefined) {
    throw new HarnessError('BUILDER_UNAVAILABLE', `The engine no longer has the image ${wrapped}`);
  }
  const provenance = { reference: basename(path), modulePath, labels: {} };
  return openKaniko(engine, image, provenance, { imageDigest: null, binarySha256: sha256 });
}

async function openKaniko(
  engine: Engine,
  image: ImageSummary,
  provenance: Parameters<typeof identifyKaniko>[2],
  digests: { readonly imageDigest: string | null; readonly binarySha256: string | null },
): Promise<Builder> {
  const ask: KanikoQuestion = (command, environment = {}) =>
    askBuilder(engine, provenance.reference, {
      image: image.id,
      command,
      environment,
      deadlineMs: IDENTIFICATION_DEADLINE_MS,
    });
  const { version, repository, flags } = await identifyKaniko(ask, image.entrypoint, provenance);
  return kanikoBuilder({
    identity: { kind: 'kaniko', reference: provenance.reference, version, repository, ...digests },
    image: image.id,
    entrypoint: image.entrypoint,
    flags,
    ask,
  });
}
