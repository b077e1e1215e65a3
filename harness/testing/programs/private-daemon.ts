import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { isProcessAlive } from '../../process-alive.ts';

/** A Docker daemon that only a test uses, so that it may be killed. */
export interface PrivateDaemon extends AsyncDisposable {
  /** Its address, as `--host` takes it. */
  readonly host: string;
  /** For a program that is to use it. */
  readonly environment: { readonly DOCKER_HOST: string };
  /** Starts it, or starts it again after its end, and waits until it answers. */
  start(options?: { readonly liveRestore: boolean }): Promise<void>;
  /** As an administrator ends it. */
  stop(): Promise<void>;
  /** As a crash ends it: its containers go on. */
  kill(): Promise<void>;
}

/** Why no daemon of its own can be started here; undefined if one can. */
export function reasonWithoutDaemon(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start a daemon of its own';
  try {
    execFileSync('unshare', ['--net', 'sh', '-c', `${LOOPBACK_UP} && dockerd --version`], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'dockerd or ip (iproute2) is not on PATH, or a daemon cannot be given a network namespace of its own';
  }
}

/** The registry of a run has a port at the loopback. */
const LOOPBACK_UP = 'ip link set lo up';

/**
 * Makes a daemon that has these images of the one that answers now. Its network is its own: one without a bridge removes the bridge of
 * the daemon beside it, and the packet filter of that one does not hold there. Whatever is left of it goes with it.
 */
export async function privateDaemon(images: readonly string[]): Promise<PrivateDaemon> {
  const root = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'private-daemon-'));
  const socket = `${root}/docker.sock`;
  const network = spawn('unshare', ['--net', 'sh', '-c', `${LOOPBACK_UP} && exec sleep infinity`], { stdio: 'ignore' });
  let daemon: ChildProcess | undefined;
  const start: PrivateDaemon['start'] = async (options) => {
    daemon = await started(root, network.pid ?? 0, options?.liveRestore ?? false);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (daemon === undefined || hasEnded(daemon)) return;
    const ended = new Promise((resolve) => daemon?.once('exit', resolve));
    daemon.kill(signal);
    await ended;
  };
  const dispose = async (): Promise<void> => {
    // The containers of one that was killed go on, and only a daemon of the same place ends them.
    if (daemon !== undefined && hasEnded(daemon)) await start().catch(() => undefined);
    await end('SIGTERM');
    await removeLeft(root);
    network.kill('SIGKILL');
    await rm(root, { recursive: true, force: true });
  };
  try {
    await start();
    await copyImages(images, socket);
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
  const host = `unix://${socket}`;
  return {
    host,
    environment: { DOCKER_HOST: host },
    start,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
      await containerdEnded(root);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** The daemon of a directory, in the network of a process, once it answers. */
async function started(root: string, networkOf: number, liveRestore: boolean): Promise<ChildProcess> {
  const places = [`--data-root=${root}/data`, `--exec-root=${root}/exec`, `--pidfile=${root}/docker.pid`];
  const apart = ['--bridge=none', '--host', `unix://${root}/docker.sock`, ...(liveRestore ? ['--live-restore'] : [])];
  await rm(`${root}/docker.pid`, { force: true });
  // The daemon takes the place of nsenter: the process that is killed is the daemon.
  const begin = (): ChildProcess =>
    spawn('nsenter', [`--net=/proc/${networkOf}/ns/net`, 'dockerd', ...places, ...apart], { stdio: 'ignore' });
  let daemon = begin();
  for (const giveUpAt = Date.now() + 170_000; Date.now() < giveUpAt; await sleep(100)) {
    if (await answers(`${root}/docker.sock`)) return daemon;
    // Its containerd may still be ending when the next one is to begin: then the daemon gives up.
    if (hasEnded(daemon)) daemon = begin();
  }
  daemon.kill('SIGKILL');
  throw new Error('the daemon of the test does not answer after 170 s');
}

async function answers(socketPath: string): Promise<boolean> {
  try {
    const { statusCode } = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ socketPath, path: '/_ping', timeout: 5_000 }, (answer) => resolve(answer.resume()));
      asked
        .on('error', reject)
        .on('timeout', () => asked.destroy())
        .end();
    });
    return statusCode === 200;
  } catch {
    return false;
  }
}

async function copyImages(images: readonly string[], socketPath: string): Promise<void> {
  const { default: Dockerode } = await import('dockerode');
  const [from, to]: readonly [Docker, Docker] = [new Dockerode(), new Dockerode({ socketPath })];
  for (const image of images) {
    const answer = await to.loadImage(await from.getImage(image).get());
    answer.resume();
    await finished(answer);
  }
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
