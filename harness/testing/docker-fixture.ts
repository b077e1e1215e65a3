import { randomUUID } from 'node:crypto';
import { EMPTY_SET } from '../capabilities/capability-set.ts';
import { type ConnectSettings, connectDocker } from '../engine/docker/api/connect.ts';
import type { DockerEngine } from '../engine/docker/docker-engine.ts';
import type { Labels, TrialContainer, TrialSpecification } from '../engine/port.ts';
import { messageOf } from '../errors.ts';
import { findTestImage, missingImageText, type TestImageName } from './test-images.ts';

/** The small image that everything here runs from: the official one, or the stand-in that our scripts make. */
const IMAGE = 'busybox:stable';

/**
 * Why tests that need Docker and these images cannot run here; undefined if they can.
 *
 * @throws Error with the same reason where CI or REQUIRE_DOCKER says that they have to run.
 */
export async function reasonToSkip(...images: readonly TestImageName[]): Promise<string | undefined> {
  const reason = await whatIsMissing(['busybox', ...images]);
  if (reason === undefined) return undefined;
  const { CI, REQUIRE_DOCKER } = process.env;
  if (CI === 'true' || REQUIRE_DOCKER === '1') throw new Error(`tests that have to run cannot: ${reason}`);
  process.stderr.write(`Skipped: ${reason}\n`);
  return reason;
}

async function whatIsMissing(images: readonly TestImageName[]): Promise<string | undefined> {
  try {
    const engine = await connectDocker({ environment: process.env, deadlineMs: 10_000 });
    try {
      for (const name of images) {
        if ((await findTestImage(engine, name)) === undefined) return missingImageText(name);
      }
      return undefined;
    } finally {
      await engine.close();
    }
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** An engine with a small image on it, and everything under labels of its own. */
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

/** Connects. Everything that carries the fixture's labels is removed by `close`. */
export async function openDockerFixture(settings: Partial<ConnectSettings> = {}): Promise<DockerFixture> {
  const engine = await connectDocker({ environment: process.env, deadlineMs: 30_000, ...settings });
  const id = randomUUID().slice(0, 8);
  const labels = { 'io.github.kaniko-caps.test': id };
  let trials = 0;
  const trial = (script: string, changes: Partial<TrialSpecification> = {}): TrialSpecification => {
    trials += 1;
    return {
      name: `kaniko-caps-test-${id}-${trials}`,
      image: IMAGE,
      command: ['/bin/sh', '-c', script],
      environment: {},
      capabilities: EMPTY_SET,
      noNewPrivileges: false,
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
  return { engine, image: IMAGE, labels, trial, start, close };
}
