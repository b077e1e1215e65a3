import { chooseBuilder } from '../../builders/choose-builder.ts';
import { difference, EMPTY_SET, formatSet } from '../../capabilities/capability-set.ts';
import { ALL_CAPABILITIES, DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { credentialsFor } from '../../corpus/registry-credentials.ts';
import type { DockerEngine } from '../../engine/docker/docker-engine.ts';
import { openEngine } from '../../engine/open-engine.ts';
import type { WitnessSource } from '../../engine/port.ts';
import { HarnessError } from '../../errors.ts';
import { chooseAuxiliaryImage } from '../../sandbox/auxiliary-image.ts';
import { findUngrantable } from '../../sandbox/grantable.ts';
import { ownedLabels } from '../../sandbox/labels.ts';
import { sweepRun } from '../../sandbox/sweep.ts';
import { safeText } from '../../text/plain-text.ts';
import { describeBuilder } from '../../use-cases/describe-builder.ts';
import type { EngineEnvironment } from '../../vocabulary/engine-environment.ts';
import { command } from '../options/command.ts';
import { AUX_IMAGE_OPTION, BUILDER_OPTIONS } from '../options/run-options.ts';
import { builderRequestOf } from '../options/run-wish.ts';
import { print, tell } from '../output/output.ts';

/** Tells what the engine can do and what would be run on it; the exit code is 3 if a discovery could not start. */
export const doctor = command({
  arguments: {},
  options: { ...BUILDER_OPTIONS, ...AUX_IMAGE_OPTION },
  run: async (_, options) => {
    const request = builderRequestOf(options, process.env);
    const engine = await openEngine(process.env);
    try {
      print(environmentText(await engine.environment(), engine.endpointSource));
      const checks = [
        () => auxiliaryText(engine, options.auxImage ?? null),
        async () => {
          const chosen = await chooseBuilder(engine, request, { credentialsFor, progress: { preparing: tell } });
          return `builder        ${describeBuilder(chosen).join('\n               ')}`;
        },
      ];
      const passed: boolean[] = [];
      for (const check of checks) passed.push(await report(check));
      return passed.every(Boolean) ? 0 : 3;
    } finally {
      await engine.close();
    }
  },
});

/** Prints what a check gives; one that fails is told, and the next one goes on. */
async function report(check: () => Promise<string>): Promise<boolean> {
  try {
    print(await check());
    return true;
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    print(`missing        ${safeText(thrown.message)}`);
    if (thrown.hint !== undefined) print(`               ${safeText(thrown.hint)}`);
    return false;
  }
}

function environmentText(on: EngineEnvironment, source: string): string {
  const confinement = [
    `${on.seccomp} seccomp`,
    on.appArmor ? 'AppArmor' : 'no AppArmor',
    on.rootless ? 'rootless' : 'rootful',
    ...(on.userNamespaceRemapping ? ['user namespace remapping'] : []),
  ];
  return [
    `engine         ${on.engine} ${on.version}, API ${on.apiVersion}, at ${on.endpoint} (${source})`,
    `host           kernel ${on.kernel}, ${on.architecture}, ${on.operatingSystem}, ${on.cpus} CPUs, ${Math.round(on.memoryBytes / 2 ** 30)} GiB`,
    `containers     ${on.runtime}, ${on.storageDriver}, cgroup v${on.cgroupVersion}, ${confinement.join(', ')}`,
  ].join('\n');
}

/** The auxiliary image, and what can be seen with its help: where evidence comes from, and what the engine grants. */
async function auxiliaryText(engine: DockerEngine, named: string | null): Promise<string> {
  const image = await chooseAuxiliaryImage(engine, named, tell);
  const run = `kaniko-caps-doctor-${process.pid}`;
  const labels = ownedLabels(run);
  try {
    await engine.prepareEvidence(image, labels);
    const witness = await engine.prepareWitness();
    const ungrantable = await findUngrantable(engine, ALL_CAPABILITIES, { name: run, image, labels });
    return [
      `auxiliary      ${image}`,
      `evidence       read from ${engine.evidenceSource()}`,
      `witness        ${witnessText(witness)}`,
      `grants         ${grantsText(ungrantable)}`,
    ].join('\n');
  } finally {
    await sweepRun(engine, run);
  }
}

function witnessText(witness: WitnessSource): string {
  return witness.kind === 'watching' ? "the kernel's capability checks (tracefs)" : `none: ${safeText(witness.reason)}`;
}

function grantsText(ungrantable: typeof EMPTY_SET): string {
  if (ungrantable === EMPTY_SET) return 'every capability';
  const defaults = difference(DOCKER_DEFAULTS, difference(DOCKER_DEFAULTS, ungrantable));
  const missing = `all but ${formatSet(ungrantable)}`;
  return defaults === EMPTY_SET ? missing : `${missing}; of Docker's defaults it lacks ${formatSet(defaults)}`;
}
