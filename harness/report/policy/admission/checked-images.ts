import { HarnessError } from '../../../errors.ts';
import { type ImageReference, parseImageReference, repositoryName } from '../../../image/naming/image-reference.ts';
import { safeText } from '../../../text/plain-text.ts';
import type { Policy } from '../policy.ts';
import { builderImage, triedExecutor, triedImage } from '../writers/builder-image.ts';
import { celAny, celText } from './cel-text.ts';

/** The images that an admission policy takes for Kaniko. */
export interface CheckedImages {
  /** In full: `docker.io/library/kaniko`. */
  readonly repositories: readonly string[];
  /** Under any name. */
  readonly digests: readonly string[];
  /** A condition in CEL of a container `c` that has an image. */
  readonly condition: string;
}

/**
 * The image that is asked for, the one that was tried, and their mirrors.
 *
 * @throws HarnessError NO_POLICY where only a placeholder is known, or what was tried has no name that a pod can use.
 */
export function checkedImages(policy: Policy): CheckedImages {
  const { isPlaceholder, reference } = builderImage(policy);
  if (isPlaceholder) throw placeholder(policy);
  const asked = referenceOf(reference, policy);
  const tried = triedImage(policy);
  const named = [asked, ...(tried === undefined || tried === reference ? [] : readable(tried))];
  const mirrors = policy.target.mirrors.map((one) => referenceOf(one, policy));
  const repositories = [
    ...new Map([...named, ...mirrors].map((one) => [repositoryName(one).toLowerCase(), one])).entries(),
  ];
  const digests = [...new Set(named.flatMap(({ digest }) => digest ?? []))];
  const patterns = [
    ...repositories.map(([, one]) => `^${repositoryPattern(one)}(-debug)?([:@]|$)`),
    ...digests.map((digest) => `@${digest}$`),
  ];
  return {
    repositories: repositories.map(([name]) => name),
    digests,
    condition: celAny(patterns.map((pattern) => `c.image.lowerAscii().matches(${celText(pattern)})`)),
  };
}

function placeholder({ record }: Policy): HarnessError {
  const message = `No admission policy is written: it would check a placeholder, as the record is of ${triedExecutor(record)}`;
  return new HarnessError('NO_POLICY', message, {
    hint: 'Name the image that contains it: kaniko-caps report RECORD --image REFERENCE. Or check all containers of a namespace: --match namespace=NAME.',
  });
}

function referenceOf(text: string, { record }: Policy): ImageReference {
  try {
    return parseImageReference(text);
  } catch (cause) {
    const message = `No admission policy is written: a pod cannot name the image ${safeText(record.builder.reference)}`;
    throw new HarnessError('NO_POLICY', message, { cause, hint: 'Name the image as a pod does: --image REFERENCE.' });
  }
}

/** What was tried may have a name that only its engine knew; then nothing can be checked by it. */
function readable(text: string): ImageReference[] {
  try {
    return [parseImageReference(text)];
  } catch {
    return [];
  }
}

/** All names of Docker Hub that answer a pull. */
const DOCKER_HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];

/** A port that is the default of its scheme names the same registry, also with zeros before it. */
const DEFAULT_PORT = '(:0*(443|80))?';

/** Every spelling under which a runtime finds this repository, in lower case. */
function repositoryPattern({ host, repository }: ImageReference): string {
  if (host === DOCKER_HUB[0]) {
    const name = literal(repository.replace(/^library\//, ''));
    const library = repository.startsWith('library/') ? '(library/)?' : '';
    return `((${DOCKER_HUB.map(literal).join('|')})${DEFAULT_PORT}/)?${library}${name}`;
  }
  const [, name = host, port] = /^(.*?)(?::0*(\d+))?$/.exec(host.toLowerCase()) ?? [];
  const ports = port === undefined || port === '443' || port === '80' ? DEFAULT_PORT : `:0*${port}`;
  return `${literal(name)}${ports}/${literal(repository)}`;
}

/** A text as a regular expression, without backslashes: those would have to be doubled in CEL. */
function literal(text: string): string {
  return text.replace(/[.[\]+]/g, '[$&]');
}
