// What the benchmarks share: the engine, the builder, one case, and a way to build it by hand as people do it.
import { hostname } from 'node:os';
import { join } from 'node:path';
import { namesOf } from '../../dist/capabilities/capability-set.js';
import { chooseAuxiliaryImage } from '../../dist/cli/auxiliary-image.js';
import { chooseBuilder } from '../../dist/cli/choose-builder.js';
import { findCases } from '../../dist/corpus/find-cases.js';
import { packContext } from '../../dist/corpus/pack-context.js';
import { createBaseShelf } from '../../dist/discovery/base-shelf.js';
import { registryHostsOf } from '../../dist/discovery/prepare-case.js';
import { connectDocker } from '../../dist/engine/connect.js';
import { HarnessError } from '../../dist/errors.js';
import { ownedLabels } from '../../dist/sandbox/labels.js';
import { openRegistry, registryHosts, startRegistry } from '../../dist/sandbox/registry.js';
import { sweepRun } from '../../dist/sandbox/sweep.js';
import { runByHand } from './run-by-hand.mjs';

/** Docker's default network; a plain `docker run` is in it, and so the registry for it. */
const NETWORK = 'bridge';

const tell = (text) => console.error(text);

export async function openSurroundings(options) {
  const { builder: image, 'executor-binary': executorBinary, scratch } = options;
  if ((image ?? executorBinary) === undefined) {
    throw new HarnessError('BAD_INPUT', 'Nothing to measure with', {
      hint: 'Give a Kaniko image with --builder, or an executor with --executor-binary.',
    });
  }
  const engine = await connectDocker({ environment: process.env, deadlineMs: 60_000 });
  const run = `kaniko-caps-bench-${process.pid}`;
  const close = async () => {
    await sweepRun(engine, run);
    await engine.close();
  };
  try {
    const builderOptions = {
      ...(image === undefined ? {} : { builder: image }),
      ...(executorBinary === undefined ? {} : { executorBinary }),
    };
    const { builder } = await chooseBuilder(engine, builderOptions, tell);
    const auxiliaryImage = await chooseAuxiliaryImage(engine, undefined, tell);
    const cases = await findCases([options.case], { buildArguments: {} });
    const service = await startRegistry(engine, {
      name: `${run}-registry`,
      image: auxiliaryImage,
      networks: [NETWORK],
      labels: ownedLabels(run),
    });
    return {
      engine,
      builder,
      builderOptions,
      auxiliaryImage,
      cases,
      scratch,
      tell,
      casePath: options.case,
      rounds: Number(options.rounds),
      confirm: Number(options.confirm),
      byHand: await prepareByHand({ engine, builder, service, one: cases[0], scratch }),
      description: () => describe(engine, builder, options.case),
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Gives a function that builds the case once by hand under a capability set. */
async function prepareByHand({ engine, builder, service, one, scratch }) {
  const registry = await openRegistry(engine, service);
  const settings = { engine, substitutes: {}, progress: { preparing: tell }, credentialsFor: async () => undefined };
  const shelf = createBaseShelf(registry, settings);
  for (const reference of one.baseReferences) {
    const pinning = await shelf.pin(reference);
    if (pinning.kind === 'missing')
      throw new HarnessError('BAD_INPUT', `No base image ${reference}: ${pinning.message}`);
  }
  const context = await packContext(one, scratch, { sizeLimitBytes: 2 ** 30 });
  const mirroredHosts = registryHostsOf(one);
  const { command, environment } = builder.invocation({
    dockerfile: context.dockerfile,
    target: one.target,
    buildArguments: one.buildArguments,
    registry: registry.address,
    mirroredHosts,
    destination: 'by-hand:latest',
  });
  const hosts = registryHosts(service, NETWORK, builder.redirectedHosts(mirroredHosts));
  return (set) =>
    runByHand({
      image: builder.image,
      command,
      environment,
      hosts,
      capabilities: namesOf(set),
      contextFile: context.file,
    });
}

async function describe(engine, builder, casePath) {
  const on = await engine.environment();
  const { kind, version } = builder.identity;
  return [
    `${kind} ${version}, ${casePath}, on ${hostname()}: ${on.cpus} CPUs, kernel ${on.kernel}, ${on.engine} ${on.version}, ${on.runtime}, ${on.storageDriver}`,
    `By hand is \`docker run --rm\` on the default bridge: the same executor, flags and context, pushing to a registry of the same kind.`,
    'It neither reads evidence nor reads the image back; the tool does both, and keeps what it saw on disk.',
  ].join('\n');
}

/** Where a benchmark keeps a run. */
export function runDirectory({ scratch }, name) {
  return join(scratch, name);
}
