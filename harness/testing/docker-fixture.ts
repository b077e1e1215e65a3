import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { type ConnectSettings, connectDocker } from '../engine/connect.ts';
import type { DockerEngine } from '../engine/docker-engine.ts';
import type { Labels, TrialContainer, TrialSpecification } from '../engine/engine.ts';

/** Where a statically linked busybox may be (Debian's package busybox-static). */
const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));

/** Why tests that need Docker cannot run here; undefined if they can. */
export async function reasonToSkip(): Promise<string | undefined> {
  if (BUSYBOX === undefined) return 'there is no /bin/busybox to make an image of (Debian: busybox-static)';
  try {
    const engine = await connectDocker({ environment: process.env, deadlineMs: 10_000 });
    await engine.close();
    return undefined;
  } catch (thrown) {
    return String(thrown);
  }
}

/** An engine with a small image, and everything under labels of its own. */
export interface DockerFixture {
  readonly engine: DockerEngine;
  readonly image: string;
  readonly labels: Labels;
  /** A specification that runs a shell script. */
  trial(script: string, changes?: Partial<TrialSpecification>): TrialSpecification;
  /** Starts it, and fails if it does not start. */
  start(specification: TrialSpecification): Promise<TrialContainer>;
  close(): Promise<void>;
}

/** Connects and makes the image. Everything that carries the fixture's labels is removed by `close`. */
export async function openDockerFixture(settings: Partial<ConnectSettings> = {}): Promise<DockerFixture> {
  const engine = await connectDocker({ environment: process.env, deadlineMs: 30_000, ...settings });
  const id = randomUUID().slice(0, 8);
  const image = 'kaniko-caps-test:busybox';
  const labels = { 'io.github.kaniko-caps.test': id };
  if ((await engine.images.find(image)) === undefined) await importBusybox(engine, image);
  let trials = 0;
  const trial = (script: string, changes: Partial<TrialSpecification> = {}): TrialSpecification => {
    trials += 1;
    return {
      name: `kaniko-caps-test-${id}-${trials}`,
      image,
      command: ['/bin/sh', '-c', script],
      environment: {},
      capabilities: EMPTY_SET,
      slot: null,
      limits: { memoryBytes: 256 * 1024 * 1024, processes: 64, cpus: 0 },
      labels,
      ...changes,
    };
  };
  const start = async (specification: TrialSpecification): Promise<TrialContainer> => {
    const started = await engine.startTrial(specification);
    if (started.kind !== 'started') throw new Error(`${started.kind}: ${started.message}`);
    return started.container;
  };
  const close = async (): Promise<void> => {
    const objects = await engine.list(labels);
    await Promise.all(objects.filter(({ kind }) => kind === 'container').map((object) => engine.remove(object)));
    await Promise.all(objects.filter(({ kind }) => kind === 'network').map((object) => engine.remove(object)));
    await engine.close();
  };
  return { engine, image, labels, trial, start, close };
}

async function importBusybox(engine: DockerEngine, reference: string): Promise<void> {
  const tar = pack();
  const binary = await readFile(BUSYBOX ?? '/bin/busybox');
  for (const name of ['proc', 'sys', 'dev', 'tmp', 'etc']) tar.entry({ name, type: 'directory', mode: 0o777 });
  tar.entry({ name: 'bin/busybox', mode: 0o755 }, binary);
  for (const applet of [
    'sh',
    'cat',
    'sha256sum',
    'sleep',
    'head',
    'dd',
    'yes',
    'seq',
    'kill',
    'true',
    'test',
    'echo',
    'tr',
  ]) {
    tar.entry({ name: `bin/${applet}`, type: 'symlink', linkname: 'busybox' });
  }
  tar.finalize();
  await engine.images.importRootFilesystem(Readable.from(tar, { objectMode: false }), {
    reference,
    environment: { PATH: '/bin' },
    labels: { 'io.github.kaniko-caps.test': 'image' },
  });
}
