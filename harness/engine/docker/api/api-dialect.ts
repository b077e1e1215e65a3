import type { SeccompProfile } from '../../container-setup.ts';
import type { EngineName } from '../../engine-names.ts';
import type { EngineHost, Obstacle } from '../../port.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import type { DockerApi } from './docker-api.ts';

/** What an engine that speaks Docker's API does otherwise than Docker: all that its client has to know of it. */
export interface ApiDialect {
  readonly kind: EngineName;
  /** As people write it. */
  readonly title: string;
  /** What to do where nothing answers, and where the user may not use the socket; each a sentence. */
  readonly wayOut: { readonly start: string; readonly permission: string };
  /** Whether a container that joins the network of another one has the hosts file of that one. */
  readonly sharesHostsFile: boolean;
  /** Whether a container takes over a check of health from its image unless that is switched off. */
  readonly canSwitchOffHealthcheck: boolean;
  /** Reads the facts about the engine and its one host. */
  readHost(api: DockerApi): Promise<EngineHost>;
  /** The engine's own id, which stays the same. Machines that were made from one image may have the same one. */
  readId(api: DockerApi): Promise<string>;
  /** How exactly this set is asked for; a text why the engine cannot give it. */
  grant(specification: Pick<TrialSpecification, 'capabilities' | 'user'>): Grant | { readonly ungrantable: string };
  /** What keeps a service at this endpoint from a seccomp profile of this machine; null if nothing does. */
  seccompFileObstacle(endpoint: DockerApi['endpoint']): Obstacle | null;
  /** The security option that names a filter on system calls. It holds until it is let go of, which is after the container was made. */
  seccompOption(api: DockerApi, profile: Exclude<SeccompProfile, 'default'>): Promise<SeccompOption>;
  /** Whether it says that a container ended for want of memory. */
  readonly tellsOutOfMemory: boolean;
  /** The query for the past events of an ended container; `until` is later than its end, in the form of the API. */
  eventsQuery(until: string): Readonly<Record<string, unknown>>;
  /** The query that names an image which is made of a file system. */
  importName(repository: string, tag: string): { readonly repo: string; readonly tag?: string };
  /** The containers that have to be removed before the one whose removal was refused in these words. */
  dependentsIn(refusal: string): readonly string[];
  /** A word as the engine takes it literally in an instruction with which it makes an imported file system an image. */
  quote(word: string): string;
  /** The query of a push besides the tag. */
  readonly pushQuery: Readonly<Record<string, unknown>>;
}

/** What a container drops of the engine's defaults, and gets besides them. */
export interface Grant {
  readonly CapDrop: string[];
  readonly CapAdd: string[];
}

/** A security option of the API. */
export interface SeccompOption {
  readonly option: string;
  release(): Promise<void>;
}
