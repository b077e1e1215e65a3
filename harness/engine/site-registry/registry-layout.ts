/**
 * How the registry of a site keeps its images, in two volumes. Base images are written before the trials, from outside. Trials
 * find them beside what they write themselves, through links into a volume that is mounted read-only where they are: so no
 * trial can change what another one starts from.
 */

/**
 * Where trials reach the registry: at the loopback of the network that they are in. An address and no name, for a build can
 * change what a name leads to, and could so take in what its builder pushes.
 */
export const REGISTRY_HOST = '127.0.0.1';

/** Where nothing else listens: builds start servers of their own. */
export const REGISTRY_PORT = 61_893;

/** Some executors cannot be told another registry for a host; they find this one under the host's name and plain HTTP's port. */
export const REDIRECTED_PORT = 80;

/** Where the volume with the base images is mounted: in the keeper to be written, in rooms to be read. */
export const BASES_ROOT = '/srv/bases';

/** Where the volume is mounted that trials write to. */
export const TRIALS_ROOT = '/srv/trials';

/** The repository that takes the images of trials, each below it under a name that no other trial can guess. */
export const TRIAL_IMAGES = 'kaniko-caps-trials';

/** The repository that takes what trials leave for later builds, in the same way. */
export const TRIAL_CACHES = 'kaniko-caps-caches';

/** The files of a registry with this root, as `createFilesystemRegistry` reads them. */
export function registryFiles(root: string): string {
  return `${root}/docker/registry/v2`;
}
