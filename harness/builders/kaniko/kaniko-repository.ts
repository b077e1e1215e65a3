/** What may tell where an executor's source is. */
export interface Provenance {
  /** The image reference or path, as the user gave it. */
  readonly reference: string;
  readonly version: string;
  /** The main module of the program, if the program is at hand. */
  readonly modulePath: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

const GOOGLE = 'github.com/GoogleContainerTools/kaniko';
/** The repository of the fork that goes on with Kaniko. */
export const OSSCONTAINERTOOLS = 'github.com/osscontainertools/kaniko';

/** Where the known publishers put their images. */
const PUBLISHERS: readonly (readonly [RegExp, string])[] = [
  [/^gcr\.io\/kaniko-project\//, GOOGLE],
  [/^ghcr\.io\/osscontainertools\/kaniko/, OSSCONTAINERTOOLS],
  [/^(?:docker\.io\/)?martizih\/kaniko(?:[:@]|$)/, OSSCONTAINERTOOLS],
];

/**
 * The repository that an executor was built from, null where nothing tells. Both forks publish v1.25.0 to v1.25.6 with
 * different code, so a version never stands for a repository; and osscontainertools kept Google's module path until
 * v1.25, so that path tells the repository only up to v1.24.0, the last version that Google published.
 */
export function kanikoRepository({ reference, version, modulePath, labels }: Provenance): string | null {
  if (modulePath !== undefined && modulePath !== GOOGLE) return modulePath;
  const publisher = PUBLISHERS.find(([pattern]) => pattern.test(reference))?.[1];
  if (publisher !== undefined) return publisher;
  const source = /^https:\/\/(github\.com\/[\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    labels['org.opencontainers.image.source'] ?? '',
  )?.[1];
  if (source !== undefined) return source;
  return modulePath === GOOGLE && isGooglesVersion(version) ? GOOGLE : null;
}

function isGooglesVersion(version: string): boolean {
  const [, major, minor, patch] = /^v(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return false;
  const rank = (Number(major) * 1000 + Number(minor)) * 1000 + Number(patch);
  return rank <= 1_024_000;
}
