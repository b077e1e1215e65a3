import manifest from '../../../package.json' with { type: 'json' };

/**
 * Where this tool lives: what a CI system says of the repository that it took the tool from, else what the package names. Undefined
 * where neither does: an address that may be another project's is worse than none.
 */
export function homepage(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = 'homepage' in manifest ? String(manifest.homepage) : undefined;
  return [environment['KANIKO_CAPS_HOMEPAGE'], named].find((address) => address !== undefined && isWebAddress(address));
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text);
}
