import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isProcessAlive } from '../../process-alive.ts';
import { OWN_MOUNT_PREFIX, unmount } from './trace-filesystem.ts';
import { INSTANCE_PREFIX, removeTraceInstance } from './trace-instance.ts';

/** Removes the instances and mounts whose owner, a process of this host, no longer lives. Gives what is gone. */
export async function sweepTraces(root: string): Promise<string[]> {
  const instances = (await readdir(join(root, 'instances'))).filter((name) => isOrphan(name, INSTANCE_PREFIX));
  const mounts = (await ownMounts()).filter((path) => isOrphan(basename(path), OWN_MOUNT_PREFIX));
  const gone = await Promise.all(
    instances.map((name) =>
      removeTraceInstance(join(root, 'instances', name)).then(
        () => [`trace instance ${name}`],
        () => [],
      ),
    ),
  );
  await Promise.all(mounts.map(unmount));
  return [...gone.flat(), ...mounts.map((path) => `mount ${path}`)];
}

/** Where tracefs is mounted under a name of ours. */
async function ownMounts(): Promise<string[]> {
  const table = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  const paths = table.split('\n').flatMap((line) => {
    const [, path = '', type] = line.split(' ');
    return type === 'tracefs' ? [path] : [];
  });
  return paths.filter((path) => basename(path).startsWith(OWN_MOUNT_PREFIX));
}

function isOrphan(name: string, prefix: string): boolean {
  const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
  return owner !== undefined && !isProcessAlive(Number(owner));
}
