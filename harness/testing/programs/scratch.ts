import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory that tests write to. */
export interface Scratch {
  /** A path in it. */
  path(...parts: readonly string[]): string;
  /** Makes a case of a Dockerfile and its context files, and gives its directory. */
  writeCase(name: string, dockerfile: readonly string[], files?: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

/** Makes a directory of its own. */
export async function openScratch(): Promise<Scratch> {
  const root = await mkdtemp(join(tmpdir(), 'kaniko-caps-test-'));
  return {
    path: (...parts) => join(root, ...parts),
    async writeCase(name, dockerfile, files = {}) {
      const directory = join(root, 'cases', name);
      for (const [file, content] of Object.entries({ ...files, Dockerfile: `${dockerfile.join('\n')}\n` })) {
        await mkdir(dirname(join(directory, file)), { recursive: true });
        await writeFile(join(directory, file), content);
      }
      return directory;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
