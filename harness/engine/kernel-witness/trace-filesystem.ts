import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, systemErrorCode } from '../../errors.ts';

/** The kernel's trace file system, and how it is left again; or why there is none for us. */
export type TraceFilesystem =
  | { readonly kind: 'open'; readonly root: string; close(): Promise<void> }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Where to look for it; given so that a test can lay out another host. */
export interface TraceHost {
  /** Where it is usually mounted. */
  readonly mountPoints: readonly string[];
  /** The kernel's list of file systems. */
  readonly filesystems: string;
  /** Whether we may mount it. */
  readonly isRoot: boolean;
}

/** This host. */
export const THIS_HOST: TraceHost = {
  mountPoints: ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'],
  filesystems: '/proc/filesystems',
  isRoot: process.getuid?.() === 0,
};

/** Begins the name of a directory on which we mounted it; the pid of its owner follows. */
export const OWN_MOUNT_PREFIX = 'kaniko-caps-tracefs-';

const run = promisify(execFile);

/**
 * Finds the trace file system where it is mounted. Where the kernel has it but nobody has mounted it, root mounts it on a
 * private temporary directory, so that the host's own places stay as they are.
 */
export async function openTraceFilesystem(host: TraceHost = THIS_HOST): Promise<TraceFilesystem> {
  for (const root of host.mountPoints) {
    const state = await stateOf(join(root, 'events'));
    if (state === 'there') return { kind: 'open', root, close: async () => undefined };
    if (state === 'forbidden') return unavailable(`only root may look into ${root}`);
  }
  const known = await readFile(host.filesystems, 'utf8').catch(() => '');
  if (!/\ttracefs$/m.test(known)) return unavailable('the kernel has no tracefs');
  if (!host.isRoot) return unavailable('tracefs is not mounted, and only root can mount it');
  return mountPrivately();
}

async function stateOf(path: string): Promise<'there' | 'absent' | 'forbidden'> {
  try {
    await access(path);
    return 'there';
  } catch (thrown) {
    return ['EACCES', 'EPERM'].includes(systemErrorCode(thrown) ?? '') ? 'forbidden' : 'absent';
  }
}

async function mountPrivately(): Promise<TraceFilesystem> {
  let directory: string | undefined;
  try {
    const root = await mkdtemp(join(tmpdir(), `${OWN_MOUNT_PREFIX}${process.pid}-`));
    directory = root;
    await run('mount', ['-t', 'tracefs', 'kaniko-caps', root]);
    return { kind: 'open', root, close: () => unmount(root) };
  } catch (thrown) {
    if (directory !== undefined) await rmdir(directory).catch(() => undefined);
    return unavailable(
      `tracefs is not mounted, and it cannot be mounted: ${messageOf(thrown).trim().split('\n').at(-1)}`,
    );
  }
}

/** Takes a mount of ours away. Only an empty directory is ever removed, so that a mount which stays loses nothing. */
export async function unmount(root: string): Promise<void> {
  await run('umount', [root]).catch(() => undefined);
  await rmdir(root).catch(() => undefined);
}

function unavailable(reason: string): TraceFilesystem {
  return { kind: 'unavailable', reason };
}
