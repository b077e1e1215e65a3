import type { Builder } from '../../harness/builders/builder.ts';
import { type CapabilitySet, namesOf, union } from '../../harness/capabilities/capability-set.ts';
import { parseImageReference } from '../../harness/corpus/image-reference.ts';
import { packContext } from '../../harness/corpus/pack-context.ts';
import type { Engine } from '../../harness/engine/port.ts';
import { HarnessError } from '../../harness/errors.ts';
import { pinBase } from '../../harness/sandbox/base-images.ts';
import { ownedLabels } from '../../harness/sandbox/labels.ts';
import { openRegistry, registryHosts, startRegistry } from '../../harness/sandbox/registry.ts';
import type { Case } from '../../harness/vocabulary/case.ts';
import { type HandBuild, runByHand } from './run-by-hand.ts';

/** Builds a case once under a capability set, and what the builder cannot do without. */
export type BuildByHand = (set: CapabilitySet) => HandBuild;

/** Docker's default network; a plain `docker run` is in it, and so the registry for it. */
const NETWORK = 'bridge';

/** Where builds by hand take place. */
interface HandSettings {
  readonly engine: Engine;
  readonly builder: Builder;
  readonly auxiliaryImage: string;
  readonly one: Case;
  /** Marks what is left on the engine. */
  readonly run: string;
  readonly scratch: string;
}

/** Packs the context and starts a registry with the base images, as the tool does, so that only the builds differ. */
export async function prepareByHand({
  engine,
  builder,
  auxiliaryImage,
  one,
  run,
  scratch,
}: HandSettings): Promise<BuildByHand> {
  const service = await startRegistry(engine, {
    name: `${run}-registry`,
    image: auxiliaryImage,
    networks: [NETWORK],
    labels: ownedLabels(run),
  });
  const registry = await openRegistry(engine, service);
  const bases = one.baseReferences.map((reference) => ({ reference, ...parseImageReference(reference) }));
  for (const { reference, repository, tag = 'latest' } of bases) {
    const request = { reference, repository, tag, substitute: undefined, credentials: async () => undefined };
    const pinning = await pinBase(engine, registry, request);
    if (pinning.kind === 'missing') {
      throw new HarnessError('NO_BASE_IMAGE', `There is no base image ${reference}: ${pinning.message}`);
    }
  }
  const context = await packContext(one, scratch, { sizeLimitBytes: 2 ** 30 });
  const mirroredHosts = [...new Set(bases.map(({ host }) => host))];
  const { command, environment } = builder.invocation({
    dockerfile: context.dockerfile,
    target: one.target,
    buildArguments: one.buildArguments,
    registry: registry.address,
    mirroredHosts,
    destination: 'by-hand:latest',
  });
  const hosts = registryHosts(service, NETWORK, builder.redirectedHosts(mirroredHosts));
  return (set) =>
    runByHand({
      image: builder.image,
      command,
      environment,
      hosts,
      capabilities: namesOf(union(set, builder.universe)),
      contextFile: context.file,
    });
}
