import { podSecurityLevel } from '../../report/policy/pod-security-level.ts';
import {
  containersOf,
  isMap,
  type Json,
  type JudgedPod,
  listIn,
  textIn,
  textsIn,
  valueIn,
} from '../model/judged-pod.ts';
import type { Control } from './control.ts';

/** The controls of the level `baseline`, as of Kubernetes 1.36. */
export const BASELINE_CONTROLS: readonly Control[] = [
  {
    name: 'Capabilities',
    broken: (pod) =>
      containersOf(pod).flatMap(({ name, container }) => {
        const beyond = podSecurityLevel(textsIn(container, 'securityContext', 'capabilities', 'add')).beyondBaseline;
        return beyond.length === 0 ? [] : [`container ${name} adds ${beyond.join(' ')}`];
      }),
  },
  {
    name: 'Privileged Containers',
    broken: (pod) =>
      ofContainers(pod, (container) => valueIn(container, 'securityContext', 'privileged') === true, 'is privileged'),
  },
  {
    name: 'Host Namespaces',
    broken: ({ object }) =>
      ['hostNetwork', 'hostPID', 'hostIPC']
        .filter((name) => valueIn(object, 'spec', name) === true)
        .map((name) => `the pod has ${name}`),
  },
  {
    name: 'HostPath Volumes',
    broken: ({ object }) =>
      listIn(object, 'spec', 'volumes')
        .filter((volume) => valueIn(volume, 'hostPath') !== undefined)
        .map((volume) => `the volume ${textIn(volume, 'name') ?? '?'} is a directory of the node (hostPath)`),
  },
  {
    name: 'Host Ports',
    broken: (pod) =>
      ofContainers(
        pod,
        (container) => listIn(container, 'ports').some((port) => (valueIn(port, 'hostPort') ?? 0) !== 0),
        'has a port of the node (hostPort)',
      ),
  },
  {
    name: 'HostProcess',
    broken: (pod) =>
      ofContexts(
        pod,
        (context) => valueIn(context, 'windowsOptions', 'hostProcess') === true,
        'is a process of the host',
      ),
  },
  { name: 'AppArmor', broken: appArmor },
  { name: 'SELinux', broken: (pod) => ofContexts(pod, isOtherSelinux, 'sets SELinux options that are not allowed') },
  {
    name: '/proc Mount Type',
    broken: (pod) =>
      ofContainers(
        pod,
        (container) => (textIn(container, 'securityContext', 'procMount') ?? 'Default') !== 'Default',
        'changes how /proc is mounted',
      ),
  },
  {
    name: 'Seccomp',
    broken: (pod) =>
      ofContexts(
        pod,
        (context) => textIn(context, 'seccompProfile', 'type') === 'Unconfined',
        'is under no seccomp profile (Unconfined)',
      ),
  },
  {
    name: 'Sysctls',
    broken: ({ object }) =>
      listIn(object, 'spec', 'securityContext', 'sysctls')
        .map((one) => textIn(one, 'name') ?? '')
        .filter((name) => !SYSCTLS.has(name))
        .map((name) => `the pod sets the sysctl ${name}`),
  },
  {
    name: 'Host Probes / Lifecycle Hooks',
    broken: (pod) => ofContainers(pod, hasHostInProbe, 'has a probe or hook with a host of its own'),
  },
];

/** The containers of which something holds, in words. */
export function ofContainers(pod: JudgedPod, holds: (container: Json) => boolean, words: string): string[] {
  return containersOf(pod)
    .filter(({ container }) => holds(container))
    .map(({ name }) => `container ${name} ${words}`);
}

/** The same of security contexts: that of the pod, and those of its containers. */
function ofContexts(pod: JudgedPod, holds: (context: Json | undefined) => boolean, words: string): string[] {
  return [
    ...(holds(valueIn(pod.object, 'spec', 'securityContext')) ? [`the pod ${words}`] : []),
    ...ofContainers(pod, (container) => holds(valueIn(container, 'securityContext')), words),
  ];
}

function appArmor(pod: JudgedPod): string[] {
  const annotations = valueIn(pod.object, 'metadata', 'annotations');
  const annotated = Object.entries(isMap(annotations) ? annotations : {})
    .filter(([key]) => key.startsWith('container.apparmor.security.beta.kubernetes.io/'))
    .filter(([, value]) => value !== '' && value !== 'runtime/default' && !String(value).startsWith('localhost/'));
  return [
    ...annotated.map(([key]) => `the annotation ${key} allows another AppArmor profile`),
    ...ofContexts(
      pod,
      (context) => textIn(context, 'appArmorProfile', 'type') === 'Unconfined',
      'is under no AppArmor profile',
    ),
  ];
}

const SELINUX_TYPES: readonly string[] = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];

function isOtherSelinux(context: Json | undefined): boolean {
  const options = valueIn(context, 'seLinuxOptions');
  const isSet = (name: string): boolean => (textIn(options, name) ?? '') !== '';
  return !SELINUX_TYPES.includes(textIn(options, 'type') ?? '') || isSet('user') || isSet('role');
}

const SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

function hasHostInProbe(container: Json): boolean {
  const handlers = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((name) => valueIn(container, name)),
    ...['postStart', 'preStop'].map((name) => valueIn(container, 'lifecycle', name)),
  ];
  return handlers.some((handler) =>
    ['httpGet', 'tcpSocket'].some((name) => (textIn(handler, name, 'host') ?? '') !== ''),
  );
}
