import { HarnessError } from '../../errors.ts';

/** A reference to an image, with Docker's defaults filled in. */
export interface ImageReference {
  /** Registry, with its port if it has one: `docker.io`, `localhost:5000`. */
  readonly host: string;
  /** Path on the registry: `library/debian`. */
  readonly repository: string;
  /** `latest` unless the reference has a tag or a digest; undefined if it only has a digest. */
  readonly tag: string | undefined;
  /** `sha256:…`, if the reference is pinned. */
  readonly digest: string | undefined;
}

// The grammar of github.com/distribution/reference. No npm package with it is maintained.
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
/** More of what is no reference tells nobody more. */
const LONGEST_SHOWN = 300;

const DOCKER_HUB = 'docker.io';
const DOCKER_HUB_ALIASES: ReadonlySet<string> = new Set(['index.docker.io', 'registry-1.docker.io']);

/**
 * Reads an image reference as Docker does: `debian` means `docker.io/library/debian:latest`.
 *
 * @throws HarnessError BAD_IMAGE_REFERENCE if the text is no image reference.
 */
export function parseImageReference(text: string): ImageReference {
  const [named = '', digest, ...tooMany] = text.split('@');
  const { host, rest } = splitHost(named);
  const colon = rest.indexOf(':');
  const path = colon === -1 ? rest : rest.slice(0, colon);
  const givenTag = colon === -1 ? undefined : rest.slice(colon + 1);
  const valid =
    tooMany.length === 0 &&
    HOST.test(host) &&
    path.split('/').every((component) => PATH_COMPONENT.test(component)) &&
    (givenTag === undefined || TAG.test(givenTag)) &&
    (digest === undefined || DIGEST.test(digest));
  if (!valid) throw invalidReference(text);
  return {
    host,
    repository: host === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path,
    tag: givenTag ?? (digest === undefined ? 'latest' : undefined),
    digest,
  };
}

/** The reference in full: `docker.io/library/debian:latest`. */
export function formatImageReference(reference: ImageReference): string {
  return `${reference.host}/${reference.repository}${suffix(reference)}`;
}

/** Registry and path, without tag and digest: `docker.io/library/debian`. */
export function repositoryName({ host, repository }: Pick<ImageReference, 'host' | 'repository'>): string {
  return `${host}/${repository}`;
}

/** The reference as a person writes it: `debian:latest`, `gcr.io/project/image@sha256:…`. */
export function familiarName(reference: ImageReference): string {
  const { host, repository } = reference;
  if (host !== DOCKER_HUB) return formatImageReference(reference);
  const official = /^library\/([^/]+)$/.exec(repository)?.[1];
  return `${official ?? repository}${suffix(reference)}`;
}

/** A first component is a host if it could not be a directory: it has a dot, a port or a capital, or is `localhost`. */
function splitHost(named: string): { host: string; rest: string } {
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(slash, 0));
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  if (!isHost) return { host: DOCKER_HUB, rest: named };
  return { host: DOCKER_HUB_ALIASES.has(first) ? DOCKER_HUB : first, rest: named.slice(slash + 1) };
}

function suffix({ tag, digest }: ImageReference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}

function invalidReference(text: string): HarnessError {
  const hint = /[A-Z]/.test(text.split(/[:@]/)[0] ?? '')
    ? 'Repository names are lower case.'
    : 'Write it as NAME[:TAG][@DIGEST].';
  const shown = text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
  return new HarnessError('BAD_IMAGE_REFERENCE', `Invalid image reference "${shown}"`, { hint });
}
