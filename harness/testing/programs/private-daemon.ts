import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive } from '../../process-alive.ts';

/** A Docker daemon that only a test uses, so that it may be killed. */
export interface PrivateDaemon extends AsyncDisposable {
  /** For a program that is to use it. */
  readonly environment: { readonly DOCKER_HOST: string };
  /** Starts it, or starts it again after a kill, and waits until it answers. */
  start(options?: { readonly liveRestore: boolean }): Promise<void>;
  /** As a crash ends it. */
  kill(): Promise<void>;
}

/** Why no daemon of its own can be started here; undefined if one can. */
export function reasonWithoutDaemon(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start a daemon of its own';
  try {
    execFileSync('dockerd', ['--version'], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'dockerd and the programs of iproute2 are needed';
  }
}

/** Makes a daemon that has the images of the one that answers now, in a network of its own: the packet filter of the other one does not hold there. */
export async function privateDaemon(images: readonly string[]): Promise<PrivateDaemon> {
  const root = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'private-daemon-'));
  const environment = { DOCKER_HOST: `unix://${root}/docker.sock` };
  const network = basename(root);
  execFileSync('ip', ['netns', 'add', network]);
  execFileSync('ip', ['-n', network, 'link', 'set', 'lo', 'up']);
  let daemon: ChildProcess | undefined;
  const answers = (): boolean => {
    try {
      execFileSync('docker', ['version'], { stdio: 'ignore', env: { ...process.env, ...environment }, timeout: 5_000 });
      return true;
    } catch {
      return false;
    }
  };
  const start: PrivateDaemon['start'] = async ({ liveRestore } = { liveRestore: false }) => {
    const places = [`--data-root=${root}/data`, `--exec-root=${root}/exec`, `--pidfile=${root}/docker.pid`];
    const apart = ['--bridge=none', '--host', environment.DOCKER_HOST, ...(liveRestore ? ['--live-restore'] : [])];
    await rm(`${root}/docker.pid`, { force: true });
    const begin = (): ChildProcess =>
      // It takes the place of nsenter: the process that is killed is the daemon.
      spawn('nsenter', [`--net=/run/netns/${network}`, 'dockerd', ...places, ...apart], { stdio: 'ignore' });
    daemon = begin();
    for (let attempt = 0; attempt < 1_800; attempt += 1) {
      if (answers()) return;
      // Its containerd may still be ending when the next one is to begin: then the daemon gives up.
      if (daemon.exitCode !== null) daemon = begin();
      await sleep(100);
    }
    throw new Error('the daemon of the test does not answer after 3 min');
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => daemon?.once('exit', resolve));
    if (daemon?.kill(signal)) await ended;
  };
  await start();
  for (const image of images) {
    const saved = execFileSync('docker', ['save', image], { maxBuffer: 2 ** 30 });
    const own = { ...process.env, ...environment };
    execFileSync('docker', ['load'], { input: saved, stdio: ['pipe', 'ignore', 'inherit'], env: own });
  }
  return {
    environment,
    start,
    async kill() {
      await end('SIGKILL');
      await containerdEnded(root);
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      await removeLeft(root);
      execFileSync('ip', ['netns', 'delete', network]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The next daemon waits long for a containerd that is ending, and then gives up. */
async function containerdEnded(root: string): Promise<void> {
  const file = `${root}/exec/containerd/containerd.pid`;
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  for (let attempt = 0; attempt < 100 && pid > 0 && isProcessAlive(pid); attempt += 1) await sleep(50);
  if (pid > 0 && !isProcessAlive(pid)) await rm(file, { force: true });
}

/** What a killed daemon started goes on: its containerd, and with live-restore its mounts. */
async function removeLeft(root: string): Promise<void> {
  const pid = Number(await readFile(`${root}/exec/containerd/containerd.pid`, 'utf8').catch(() => ''));
  if (pid > 0 && isProcessAlive(pid)) process.kill(pid, 'SIGTERM');
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${root}/`)).toReversed()) {
    execFileSync('umount', ['--lazy', mount], { stdio: 'ignore' });
  }
}
