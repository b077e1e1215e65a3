import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DockerFixture, openDockerFixture, reasonToSkip } from '../../testing/programs/docker-fixture.ts';

/** A daemon of our own next to the main one, to be killed. */
interface PrivateDaemon {
  readonly environment: { readonly DOCKER_HOST: string };
  start(): Promise<void>;
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Starts nothing yet. The daemon gets a network namespace of its own: one that is told to do without a bridge removes
 * `docker0` where it runs, which would be the main daemon's.
 */
async function privateDaemon(): Promise<PrivateDaemon> {
  const directory = await mkdtemp(join(tmpdir(), 'dockerd-'));
  const url = `unix://${directory}/docker.sock`;
  let daemon: ChildProcess | undefined;
  const directories = ['--data-root', `${directory}/data`, '--exec-root', `${directory}/exec`];
  const isolation = ['--pidfile', `${directory}/pid`, '--bridge=none', '--iptables=false', '--ip6tables=false'];
  const namespaces = [
    '--containerd-namespace',
    'kaniko-caps-test',
    '--containerd-plugins-namespace',
    'kaniko-caps-test-p',
  ];
  const start = async (): Promise<void> => {
    // A killed daemon takes its containerd along; where nobody reaps that, its pid still looks alive to the next daemon.
    for (const file of ['pid', 'exec/containerd/containerd.pid']) await rm(join(directory, file), { force: true });
    // In a network namespace of its own: a daemon without a bridge removes the bridge of the one beside it.
    const command = ['--net', 'dockerd', ...directories, ...isolation, ...namespaces, '-H', url];
    daemon = spawn('unshare', command, { stdio: 'ignore' });
    for (let attempt = 0; attempt < 200; attempt += 1) {
      await sleep(100);
      if (await answers(url)) return;
    }
    throw new Error('the private daemon did not start');
  };
  const stop = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const exited = once(daemon, 'exit');
    daemon.kill(signal);
    await exited;
  };
  const remove = async (): Promise<void> => {
    await stop('SIGTERM');
    // A killed daemon leaves its mount of the data directory, one for each life.
    while (unmount(join(directory, 'data')));
    await rm(directory, { recursive: true, force: true });
  };
  return { environment: { DOCKER_HOST: url }, start, stop, remove };
}

/** Brings an image of the main daemon into another one. */
async function copyImage(reference: string, url: string): Promise<void> {
  const { default: Docker } = await import('dockerode');
  const archive = await new Docker().getImage(reference).get();
  const target = new Docker({ socketPath: url.slice('unix://'.length) });
  const answer = await target.loadImage(archive);
  answer.resume();
  await once(answer, 'end');
}

function unmount(path: string): boolean {
  return spawnSync('umount', ['-l', path], { stdio: 'ignore' }).status === 0;
}

async function answers(url: string): Promise<boolean> {
  try {
    execFileSync(process.execPath, ['-e', PING, url.slice('unix://'.length)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const PING = `require('http').get({socketPath:process.argv[1],path:'/_ping'},r=>process.exit(r.statusCode===200?0:1)).on('error',()=>process.exit(1))`;

function reasonAgainstDaemon(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can start a dockerd';
  try {
    execFileSync('unshare', ['--net', 'dockerd', '--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'dockerd is not on PATH, or cannot be given a network namespace of its own';
  }
}

const reason = (await reasonToSkip()) ?? reasonAgainstDaemon();

describe.skipIf(reason !== undefined)(`a daemon that goes away during a trial (${reason ?? 'available'})`, () => {
  let daemon: PrivateDaemon;
  let fixture: DockerFixture;
  beforeAll(async () => {
    daemon = await privateDaemon();
    await daemon.start();
    await copyImage('busybox:stable', daemon.environment.DOCKER_HOST);
    fixture = await openDockerFixture({ environment: daemon.environment });
  });
  afterAll(async () => {
    await fixture.close();
    await daemon.remove();
  });

  it('is found out when it was killed and came back', async () => {
    const container = await fixture.start(fixture.trial('sleep 600'));
    const ending = container.ending(60_000);
    await sleep(300);
    await daemon.stop('SIGKILL');
    await daemon.start();
    expect(await ending).toEqual({ kind: 'lost', message: 'the engine was restarted while the container ran' });
    await container.remove();
  });

  it('is found out when it was stopped, even by a build that exits with a code of its own', async () => {
    const container = await fixture.start(fixture.trial('trap "exit 3" TERM; while :; do sleep 0.1; done'));
    const ending = container.ending(60_000);
    await sleep(300);
    await daemon.stop('SIGTERM');
    await daemon.start();
    expect(await ending).toMatchObject({ kind: 'lost' });
    await container.remove();
  });

  it('does not take anything from a build that ends after it came back', async () => {
    const container = await fixture.start(fixture.trial('cat; exit 5'));
    await container.feed(Readable.from(['x']));
    expect(await container.ending(30_000)).toMatchObject({ kind: 'exited', exitCode: 5 });
    await container.remove();
  });
});
