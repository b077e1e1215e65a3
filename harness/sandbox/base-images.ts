import type { Engine, RegistryCredentials } from '../engine/port.ts';
import { HarnessError } from '../errors.ts';
import type { PinnedBase } from '../vocabulary/case.ts';
import type { SandboxRegistry } from './registry.ts';

/** A base image to bring into a sandbox's registry. */
export interface BaseRequest {
  /** As the Dockerfile names it. */
  readonly reference: string;
  /** Repository without the host, and tag: where a builder will look for it. */
  readonly repository: string;
  readonly tag: string;
  /** The engine's image to use instead, if the user named one. */
  readonly substitute: string | undefined;
  /** Called only when the image must be pulled. */
  readonly credentials: () => Promise<RegistryCredentials | undefined>;
}

/** Whether a base image could be had. */
export type Pinning =
  | { readonly kind: 'pinned'; readonly base: PinnedBase }
  | { readonly kind: 'missing'; readonly reference: string; readonly message: string };

/** Copies a base image from the engine into the registry, pulling it first if the engine does not have it. */
export async function pinBase(engine: Engine, registry: SandboxRegistry, request: BaseRequest): Promise<Pinning> {
  const source = request.substitute ?? request.reference;
  if ((await engine.images.find(source)) === undefined) {
    if (request.substitute !== undefined) {
      throw new HarnessError(
        'BAD_INPUT',
        `The engine has no image ${source}, named by --base for ${request.reference}`,
        {
          hint: `Pull or build ${source} first, or name another image.`,
        },
      );
    }
    const pull = await engine.images.pull(source, await request.credentials());
    if (pull.kind === 'failed') return { kind: 'missing', reference: source, message: pull.message };
  }
  const digest = await registry.push(source, request.repository, request.tag);
  return { kind: 'pinned', base: { reference: request.reference, digest, source } };
}
