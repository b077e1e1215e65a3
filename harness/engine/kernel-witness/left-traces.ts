import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { OwnedObject } from '../port.ts';
import { OWN_MOUNT_PREFIX, unmount } from './trace-filesystem.ts';
import { INSTANCE_PREFIX, removeTraceInstance } from './trace-instance.ts';

const INSTANCE = 'trace instance';
const MOUNT = 'mount';

/** The instances and mounts that processes of this tool made, on this host. */
export async function findTraces(root: string): Promise<OwnedObject[]> {
  const instances = (await readdir(join(root, 'instances'))).sort();
  const mounts = (await ownMounts()).filter((path) => path !== root);
  return [
    ...instances.flatMap((name) => ownedBy(INSTANCE, name, name, INSTANCE_PREFIX)),
    ...mounts.flatMap((path) => ownedBy(MOUNT, path, basename(path), OWN_MOUNT_PREFIX)),
  ];
}

/** Whether an object is in the kernel, and not in an engine. */
export function isTrace({ kind }: OwnedObject): boolean {
  return kind === INSTANCE || kind === MOUNT;
}

/** Removes instances and mounts. Gives those that are gone. */
export async function removeTraces(root: string, traces: readonly OwnedObject[]): Promise<OwnedObject[]> {
  const instances = traces.filter(({ kind }) => kind === INSTANCE);
  const mounts = traces.filter(({ kind }) => kind === MOUNT);
  const removals = instances.map((instance) =>
    removeTraceInstance(join(root, 'instances', instance.id)).then(
      () => [instance],
      () => [],
    ),
  );
  const gone = (await Promise.all(removals)).flat();
  await Promise.all(mounts.map(({ id }) => unmount(id)));
  const mounted = await ownMounts();
  return [...gone, ...mounts.filter(({ id }) => !mounted.includes(id))];
}

/** The pid of the owner, a process of this host, is in the name. */
function ownedBy(kind: string, id: string, name: string, prefix: string): OwnedObject[] {
  const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
  if (pid === undefined) return [];
  const process = { host: hostname(), pid: Number(pid) };
  return [{ kind, id, name: id, ownership: { run: null, trial: null, process, createdAt: null } }];
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
