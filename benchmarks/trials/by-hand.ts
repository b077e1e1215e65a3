import type { Builder } from '../../harness/builders/builder.ts';
import { type CapabilitySet, namesOf, union } from '../../harness/capabilities/capability-set.ts';
import { packContext } from '../../harness/corpus/context/pack-context.ts';
import { connectDocker } from '../../harness/engine/docker/api/connect.ts';
import { createDockerVolume } from '../../harness/engine/docker/containers/docker-objects.ts';
import { labelsOf } from '../../harness/engine/docker/docker-labels.ts';
import { openSiteRegistry, startKeeper } from '../../harness/engine/docker/site/site-registry.ts';
import { ownershipOf } from '../../harness/engine/ownership.ts';
import type { SiteRegistry } from '../../harness/engine/port.ts';
import { KEEPER_BASES_PORT } from '../../harness/engine/site-registry/registry-program.ts';
import { HarnessError } from '../../harness/errors.ts';
import { parseImageReference } from '../../harness/image/naming/image-reference.ts';
import { pinBase } from '../../harness/sandbox/base-images.ts';
import type { Case } from '../../harness/vocabulary/case.ts';
import { type HandBuild, runByHand } from './run-by-hand.ts';

/** Builds a case once under a capability set, and what the builder cannot do without. */
export type BuildByHand = (set: CapabilitySet) => HandBuild;

/** Docker's default network; a plain `docker run` is in it, and so the registry for it. */
const NETWORK = 'bridge';

/** Where builds by hand take place. */
interface HandSettings {
  readonly builder: Builder;
  readonly auxiliaryImage: string;
  readonly one: Case;
  /** Marks what is left on the engine. */
  readonly run: string;
  readonly scratch: string;
}

/** Packs the context and starts a registry with the base images, as the tool does, so that only the builds differ. */
export async function prepareByHand({
  builder,
  auxiliaryImage,
  one,
  run,
  scratch,
}: HandSettings): Promise<BuildByHand> {
  const { host, address } = await startStockedRegistry({ auxiliaryImage, one, run });
  const { context: delivery } = one.configuration;
  const packed = await packContext(one, { directory: scratch, name: one.id }, { sizeLimitBytes: 2 ** 30 });
  const isMounted = packed.dockerfile === null;
  const mirroredHosts = [...new Set(one.baseReferences.map((reference) => parseImageReference(reference).host))];
  const { command, environment } = builder.invocation({
    context: isMounted ? { kind: 'dir', path: delivery.path } : { kind: 'tar', dockerfile: packed.dockerfile },
    settings: { flags: [], environment: {} },
    target: one.target,
    buildArguments: one.buildArguments,
    registry: address,
    mirroredHosts,
    cache: null,
    secrets: [],
    secretArguments: [],
    destination: 'by-hand:latest',
  });
  const names = builder.redirectedHosts(mirroredHosts);
  const hosts = Object.fromEntries(names.map((name) => [name, host]));
  return (set) =>
    runByHand({
      image: builder.image,
      command,
      environment,
      hosts,
      capabilities: namesOf(union(set, builder.needs.capabilities)),
      input: isMounted ? packed.dockerfileFile : packed.file,
      volumes: isMounted ? { [one.contextDirectory]: delivery.path } : {},
    });
}

/** A registry that holds the base images of the case. People use Docker by hand, so its API is asked, and not the port. */
async function startStockedRegistry({
  auxiliaryImage,
  one,
  run,
}: Pick<HandSettings, 'auxiliaryImage' | 'one' | 'run'>) {
  const connection = await connectDocker({ environment: process.env, deadlineMs: 60_000 });
  if (connection.kind === 'absent') throw connection.problem;
  const { api } = connection;
  try {
    const labels = labelsOf(ownershipOf(run));
    const volumes = { bases: `${run}-bases`, trials: `${run}-trials` };
    for (const name of Object.values(volumes)) await createDockerVolume(api, name, labels);
    const service = await startKeeper(api, {
      name: `${run}-registry`,
      image: auxiliaryImage,
      network: NETWORK,
      volumes,
      labels,
    });
    const { registry } = await openSiteRegistry(api, service);
    for (const reference of one.baseReferences) await stock(registry, reference);
    // Its registry of base images takes what is built by hand as well. It ends with the connection, which lasts as long as this process.
    const host = service.address ?? '';
    return { host, address: `${host}:${KEEPER_BASES_PORT}` };
  } catch (thrown) {
    api.close();
    throw thrown;
  }
}

async function stock(registry: SiteRegistry, reference: string): Promise<void> {
  const { repository, tag = 'latest' } = parseImageReference(reference);
  const request = { reference, repository, tag, substitute: undefined, credentials: async () => undefined };
  const pinning = await pinBase(registry, request);
  if (pinning.kind === 'pinned') return;
  throw new HarnessError('NO_BASE_IMAGE', `There is no base image ${reference}: ${pinning.message}`);
}
