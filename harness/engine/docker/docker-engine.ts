import { type KernelWitness, openKernelWitness } from '../kernel-witness/kernel-witness.ts';
import type { Engine, Labels, WitnessSource } from '../port.ts';
import type { DockerApi } from './api/docker-api.ts';
import { readEnvironment } from './api/docker-environment.ts';
import { createDockerNetwork, listObjects, removeObject } from './containers/docker-objects.ts';
import { startDockerService } from './containers/docker-service.ts';
import { chooseReader } from './evidence/evidence-source.ts';
import { type EvidenceSource, unableToRead } from './evidence/status-reader.ts';
import { dockerImages } from './images/docker-images.ts';
import { startDockerTrial } from './trial-container/docker-trial.ts';

/** What a Docker engine can say beyond the port. */
export interface DockerEngine extends Engine {
  /** Why this endpoint: `DOCKER_HOST`, `context "remote"`, ... */
  readonly endpointSource: string;
  /** Where evidence is read; `none` until `prepareEvidence` has found a way. */
  evidenceSource(): EvidenceSource;
}

/** How a Docker engine is used. */
export interface DockerEngineSettings {
  /** The API version that was negotiated. */
  readonly apiVersion: string;
  /** Whether evidence may be read from this host's `/proc`, where that is the engine's. */
  readonly mayReadLocally: boolean;
}

/** The port to containers on a Docker engine. */
export function dockerEngine(api: DockerApi, settings: DockerEngineSettings): DockerEngine {
  let reader = unableToRead('reading the evidence was not prepared');
  let witness: KernelWitness | undefined;
  const prepareWitness = async (): Promise<WitnessSource> => {
    await witness?.close();
    witness = undefined;
    // The pids that the engine names are the kernel's own only where its processes are this host's.
    if (reader.source !== 'local')
      return { kind: 'unavailable', reason: "the engine's processes are not of this host" };
    const opening = await openKernelWitness();
    if (opening.kind === 'unavailable') return opening;
    witness = opening.witness;
    return { kind: 'watching' };
  };
  return {
    endpointSource: api.endpoint.source,
    evidenceSource: () => reader.source,
    environment: () => readEnvironment(api, settings.apiVersion),
    images: dockerImages(api),
    createNetwork: (specification) => createDockerNetwork(api, specification),
    startService: (specification) => startDockerService(api, specification),
    prepareEvidence: async (auxiliaryImage: string, labels: Labels) => {
      reader.close();
      reader = await chooseReader(api, { auxiliaryImage, labels, mayReadLocally: settings.mayReadLocally });
    },
    prepareWitness,
    startTrial: (specification) => startDockerTrial(api, specification, () => ({ reader, witness })),
    list: (labels) => listObjects(api, labels),
    remove: (object) => removeObject(api, object),
    close: async () => {
      await witness?.close();
      reader.close();
      api.close();
    },
  };
}
