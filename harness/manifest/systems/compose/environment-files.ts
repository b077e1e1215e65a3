import { parseEnv } from 'node:util';
import { absolutePath } from '../../executor/executor-context.ts';
import type { Place } from '../../model/stated.ts';
import type { ManifestFile, Surroundings } from '../../model/system.ts';
import { plainWritten, type Written } from '../../model/written.ts';

/** Whether a file has variables for compose: `.env`, `ci.env`, `.env.ci`. */
export function isEnvironmentFile({ file }: Pick<ManifestFile, 'file'>): boolean {
  return /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env)$/.test(file);
}

/** The variables of a file that is given beside the manifest; undefined where it is not given. */
export function environmentFile(
  path: string,
  manifest: string,
  { texts }: Pick<Surroundings, 'texts'>,
): ReadonlyMap<string, Written> | undefined {
  const wanted = absolutePath(path, directoryOf(absolutePath(manifest, '/')));
  const found = texts.find(({ file }) => absolutePath(file, '/') === wanted);
  if (found === undefined) return undefined;
  return new Map(
    Object.entries(parseEnv(found.text)).map(([name, value]) => [
      name,
      plainWritten(value ?? '', placeOf(name, found)),
    ]),
  );
}

function placeOf(name: string, { file, text }: ManifestFile): Place {
  const index = text.split('\n').findIndex((line) => line.replace(/^\s*(?:export\s+)?/, '').startsWith(name));
  return { file, line: Math.max(0, index) + 1 };
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
