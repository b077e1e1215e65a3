import { randomBytes } from 'node:crypto';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../container-setup.ts';
import { keptAnswer } from '../kept-answer.ts';
import { listKernelLeftovers, removeKernelLeftovers } from '../kernel-witness/kernel-leftovers.ts';
import { openSites } from '../open-sites.ts';
import { ownershipOf } from '../ownership.ts';
import type { MemberSite } from '../pool/pool-member.ts';
import type { CommandSpecification, Engine, SiteSpecification } from '../port.ts';
import { runToEnd } from '../run-to-end.ts';
import type { DockerApi } from './api/docker-api.ts';
import { listObjects, removeObjects } from './containers/docker-objects.ts';
import { NO_VIEW } from './evidence/host-view.ts';
import { dockerImages } from './images/docker-images.ts';
import { openDockerSite } from './site/docker-site.ts';
import { startDockerTrial } from './trial-container/docker-trial.ts';

/** An engine that speaks Docker's API. */
export interface DockerEngine extends Engine {
  openSite(specification: SiteSpecification): Promise<MemberSite>;
}

/** The port to an engine that speaks Docker's API. */
export function dockerEngine(api: DockerApi): DockerEngine {
  const open = openSites();
  // A run asks several times.
  const host = keptAnswer(() => api.dialect.readHost(api));
  return {
    kind: api.dialect.kind,
    foundBy: api.endpoint.source,
    images: dockerImages(api),
    seccompFileObstacle: api.dialect.seccompFileObstacle(api.endpoint),
    hosts: async () => [await host()],
    runOnce: (specification) => runOnce(api, specification),
    openSite: async (specification) => open.keep(await openDockerSite(api, specification, host)),
    owned: async (run) => [
      ...(await listObjects(api, run)),
      // What is in a kernel belongs to a process, and to no single run of it.
      ...(run === undefined ? await listKernelLeftovers() : []),
    ],
    remove: async (objects) => {
      await removeObjects(api, objects);
      const kept = await removeKernelLeftovers(objects);
      return objects.filter((object) => !kept.includes(object));
    },
    close: async () => {
      await open.close();
      api.close();
    },
  };
}

/** Room for a program that only says what it is. */
const LIMITS = { memoryBytes: 512 * 2 ** 20, processes: 256, cpus: 0 };

async function runOnce(
  api: DockerApi,
  { image, command, environment = {}, deadlineMs }: CommandSpecification,
): ReturnType<Engine['runOnce']> {
  const name = `kaniko-caps-once-${randomBytes(4).toString('hex')}`;
  const specification = {
    ...PLAIN_SETUP,
    name,
    image,
    command,
    environment,
    capabilities: EMPTY_SET,
    noNewPrivileges: false,
    limits: LIMITS,
    pushes: false,
    keepsProgram: true,
    ownership: ownershipOf(name),
  };
  return runToEnd(
    await startDockerTrial(api, specification, { networkMode: 'none', view: NO_VIEW, registry: null }),
    deadlineMs,
  );
}
