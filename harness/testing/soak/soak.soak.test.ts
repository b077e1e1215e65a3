import { describe, expect, it } from 'vitest';
import { chooseBuilder } from '../../builders/choose-builder.ts';
import { connectDocker } from '../../engine/docker/api/connect.ts';
import type { DockerApi } from '../../engine/docker/api/docker-api.ts';
import { dockerEngine } from '../../engine/docker/docker-engine.ts';
import { chooseAuxiliaryImage } from '../../sandbox/auxiliary-image.ts';
import type { BuilderRequest } from '../../vocabulary/run-plan.ts';
import { leftOnDocker } from '../faults/left-on-docker.ts';
import { openScratch } from '../programs/scratch.ts';
import { describeWithExecutors, type TestExecutor } from '../programs/test-executors.ts';
import { growthOf, type Holdings, holdings } from './growth.ts';
import { realSoakRun, type SoakRun, scriptedSoakRun } from './soak-runs.ts';

const SCRIPTED_TRIALS = 10_000;

/** Fewer show that the test itself works. */
const REAL_TRIALS = Number(process.env['KANIKO_CAPS_SOAK_TRIALS'] ?? 1_000);

/** In so many runs, after each of which is looked at what is held. */
const REAL_RUNS = 20;

/** Runs until so many trials are over; gives what was held after each run. */
async function soak(trials: number, run: (index: number) => Promise<SoakRun>, objects: () => Promise<number>) {
  const samples: Holdings[] = [];
  const wrong: string[] = [];
  let done = 0;
  for (let index = 0; done < trials; index += 1) {
    const end = await run(index);
    done += end.trials;
    wrong.push(...end.wrong);
    samples.push(await holdings(await objects()));
  }
  process.stderr.write(
    `${done} trials: ${[samples[0], samples.at(-1)].map((one) => JSON.stringify(one)).join(' to ')}\n`,
  );
  return { done, wrong, growth: growthOf(samples) };
}

describe('many trials, one run after another in one process', () => {
  it(`on the scripted engine leave nothing behind (${SCRIPTED_TRIALS} trials)`, async () => {
    const { done, wrong, growth } = await soak(SCRIPTED_TRIALS, scriptedSoakRun, async () => 0);
    expect({ wrong, growth }).toEqual({ wrong: [], growth: [] });
    expect(done).toBeGreaterThanOrEqual(SCRIPTED_TRIALS);
  });
});

await describeWithExecutors('many trials with %s', ['auxiliary'], (executor) => {
  it(`leave nothing behind; nothing else may use the engine (${REAL_TRIALS} trials)`, async () => {
    const connection = await connectDocker({ environment: process.env, deadlineMs: 60_000 });
    if (connection.kind === 'absent') throw connection.problem;
    const { api } = connection;
    const engine = dockerEngine(api);
    const scratch = await openScratch();
    const search = { credentialsFor: async () => undefined, progress: { preparing: () => undefined } };
    const { builder } = await chooseBuilder(engine, requestOf(executor), search);
    const auxiliaryImage = await chooseAuxiliaryImage(engine, null, () => undefined);
    const prefix = `kaniko-caps-soak-${process.pid}`;
    const perRun = Math.ceil(REAL_TRIALS / REAL_RUNS);
    const { done, wrong, growth } = await soak(
      REAL_TRIALS,
      (index) => realSoakRun(`${prefix}-${index}`, perRun, { engine, builder, auxiliaryImage, scratch }),
      async () => (await leftOnDocker(api, prefix)).length + (await danglingVolumes(api)),
    );
    await engine.close();
    await scratch.remove();
    expect({ wrong, growth }).toEqual({ wrong: [], growth: [] });
    expect(done).toBeGreaterThanOrEqual(REAL_TRIALS);
  });
});

/** The volumes of trials have no names of their own, so all are counted that no container has. */
async function danglingVolumes({ docker }: DockerApi): Promise<number> {
  return (await docker.listVolumes({ filters: { dangling: ['true'] } })).Volumes?.length ?? 0;
}

function requestOf({ options: [option, value = ''] }: TestExecutor): BuilderRequest {
  return option === '--executor-binary' ? { kind: 'binary', path: value } : { kind: 'image', reference: value };
}
