import type { ChosenBuilder } from '../../builders/choose-builder.ts';
import { type CapabilitySet, difference, EMPTY_SET, formatSet } from '../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { commonEnvironment } from '../../engine/common-environment.ts';
import { openEngine, rightsManifest } from '../../engine/open-engine.ts';
import type { EngineHost, EvidenceSource, WitnessSource } from '../../engine/port.ts';
import { credentialsFor } from '../../image/credentials/registry-credentials.ts';
import { isolationText } from '../../sandbox/isolation-text.ts';
import { safeText } from '../../text/plain-text.ts';
import { describeBuilder } from '../../use-cases/describe-builder.ts';
import {
  type EngineFindings,
  type Examined,
  examineBuilder,
  examineEngine,
  isSameProblem,
} from '../../use-cases/doctor.ts';
import type { EngineEnvironment } from '../../vocabulary/engine-environment.ts';
import { command } from '../options/command.ts';
import { ENGINE_OPTIONS, engineWishOf } from '../options/engine-options.ts';
import { flag } from '../options/option.ts';
import { AUX_IMAGE_OPTION, BUILDER_OPTIONS } from '../options/run-options.ts';
import { builderRequestOf } from '../options/run-wish.ts';
import { print, tell } from '../output/output.ts';

/** Tells what the engine can do and what would be run on it; the exit code is 3 if a discovery could not start. */
export const doctor = command({
  arguments: {},
  options: {
    ...ENGINE_OPTIONS,
    ...BUILDER_OPTIONS,
    ...AUX_IMAGE_OPTION,
    rbac: flag('--rbac', 'for kubernetes: print a manifest that grants what a run needs, and do nothing else'),
  },
  run: async (_, options) => {
    if (options.rbac) {
      print(await rightsManifest(engineWishOf(options, process.env)));
      return 0;
    }
    const builder = builderRequestOf(options, process.env);
    const engine = await openEngine(engineWishOf(options, process.env));
    try {
      const search = { credentialsFor, progress: { preparing: tell } };
      const order = { builder, auxiliaryImage: options.auxImage ?? null, search };
      const hosts = await engine.hosts();
      for (const host of hosts) print(hostText(host, engine.foundBy, hosts.length > 1));
      const sandbox = await examineEngine(engine, order);
      print(containersText(sandbox.kind === 'found' ? sandbox.value.environment : commonEnvironment(hosts)));
      print(examinedText(sandbox, engineText));
      const chosen = await examineBuilder(engine, order);
      if (!isSameProblem(sandbox, chosen)) print(examinedText(chosen, builderText));
      return sandbox.kind === 'found' && chosen.kind === 'found' ? 0 : 3;
    } finally {
      await engine.close();
    }
  },
});

function examinedText<T>(examined: Examined<T>, text: (value: T) => string): string {
  if (examined.kind === 'found') return text(examined.value);
  const { message, hint } = examined.problem;
  const wayOut = hint === undefined ? '' : `\n               ${safeText(hint)}`;
  return `missing        ${safeText(message)}${wayOut}`;
}

function hostText({ name, environment: on }: EngineHost, foundBy: string, isNamed: boolean): string {
  return [
    `engine         ${on.engine} ${on.version}, API ${on.apiVersion}, at ${on.endpoint} (${foundBy})`,
    `host           ${isNamed ? `${safeText(name)}, ` : ''}kernel ${on.kernel}, ${on.architecture}, ${on.operatingSystem}, ${on.cpus} CPUs, ${Math.round(on.memoryBytes / 2 ** 30)} GiB`,
  ].join('\n');
}

function containersText(on: EngineEnvironment): string {
  const confinement = [
    `${on.seccomp} seccomp`,
    on.appArmor ? 'AppArmor' : 'no AppArmor',
    ...(on.selinux ? ['SELinux'] : []),
    on.rootless ? 'rootless' : 'rootful',
    ...(on.userNamespaceRemapping ? ['user namespace remapping'] : []),
  ];
  const kernelFacts = [
    ...(on.uidMap === undefined ? [] : [userIdsText(on.uidMap)]),
    ...(on.unprivilegedPortStart === undefined ? [] : [`ports free from ${on.unprivilegedPortStart}`]),
    ...Object.entries(on.protectedFiles ?? {}).map(([name, value]) => `${name.replace('fs.', '')} ${value}`),
  ];
  return [
    `containers     ${[on.runtime, ...known(on.storageDriver), ...known(on.cgroupVersion).map((version) => `cgroup v${version}`), ...confinement].join(', ')}`,
    ...(kernelFacts.length === 0 ? [] : [`               ${kernelFacts.join(', ')}`]),
  ].join('\n');
}

function userIdsText(map: string): string {
  return map === '0 0 4294967295' ? 'user ids as on the host' : `user ids mapped (${map})`;
}

/** Not every engine tells everything. */
function known(fact: string): string[] {
  return fact === 'unknown' ? [] : [fact];
}

function builderText(chosen: ChosenBuilder): string {
  return `builder        ${describeBuilder(chosen).join('\n               ')}`;
}

function engineText({ auxiliaryImage, evidence, witness, isolation, ungrantable }: EngineFindings): string {
  return [
    `auxiliary      ${auxiliaryImage}`,
    `evidence       ${evidenceText(evidence)}`,
    `witness        ${witnessText(witness)}`,
    `watched calls  ${callsText(witness)}`,
    ...(isolation === null ? [] : [`isolation      ${safeText(isolationText(isolation))}`]),
    `grants         ${grantsText(ungrantable)}`,
  ].join('\n');
}

function evidenceText(evidence: EvidenceSource): string {
  return evidence.kind === 'readable' ? `read from ${evidence.from}` : `none: ${safeText(evidence.reason)}`;
}

function witnessText(witness: WitnessSource): string {
  return witness.kind === 'watching' ? "the kernel's capability checks (tracefs)" : `none: ${safeText(witness.reason)}`;
}

function callsText(witness: WitnessSource): string {
  if (witness.kind === 'unavailable') return 'none: the kernel is not watched; a trial then decides only its own set';
  if (witness.callsUnseen === null) return 'seen (tracefs); a trial can also decide other sets';
  return `none: ${safeText(witness.callsUnseen)}; a trial then decides only its own set`;
}

function grantsText(ungrantable: CapabilitySet): string {
  if (ungrantable === EMPTY_SET) return 'every capability';
  const defaults = difference(DOCKER_DEFAULTS, difference(DOCKER_DEFAULTS, ungrantable));
  const missing = `all but ${formatSet(ungrantable)}`;
  return defaults === EMPTY_SET ? missing : `${missing}; of Docker's defaults it lacks ${formatSet(defaults)}`;
}
