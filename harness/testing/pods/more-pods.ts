import { create, GOOD_CONTEXT, kanikoContainer, type PodRequest, podOf } from './policy-pod.ts';

type Spec = NonNullable<Parameters<typeof podOf>[1]>;
type Container = ReturnType<typeof kanikoContainer>;

function named(name: string, containers: readonly Container[], spec: Spec = {}, metadata: object = {}): PodRequest {
  return create(podOf(containers, spec, { name, ...metadata }));
}

const NON_ROOT = { ...GOOD_CONTEXT, runAsUser: 1000, runAsNonRoot: true, capabilities: { drop: ['ALL'] } };

/** Pods that break what the table of pods is not about: the other controls of the Pod Security Standards. */
export const MORE_PODS: readonly PodRequest[] = [
  named('more-restricted', [{ ...kanikoContainer(), securityContext: NON_ROOT }]),
  named('more-non-root-pod', [kanikoContainer({ runAsUser: undefined })], {
    securityContext: { runAsNonRoot: true, runAsUser: 1000 },
  }),
  named('more-root-pod', [kanikoContainer({ runAsUser: undefined })], { securityContext: { runAsUser: 0 } }),
  named('more-no-context', [{ name: 'kaniko', image: 'x' }]),
  named('more-host-path', [kanikoContainer()], { volumes: [{ name: 'node', hostPath: { path: '/' } }] }),
  named('more-nfs', [kanikoContainer()], { volumes: [{ name: 'nfs', nfs: { path: '/', server: 'x' } }] }),
  named('more-secret', [kanikoContainer()], {
    volumes: [
      { name: 's', secret: { secretName: 'x' } },
      { name: 'e', emptyDir: {} },
    ],
  }),
  named('more-host-network', [kanikoContainer()], { hostNetwork: true }),
  named('more-host-pid', [kanikoContainer()], { hostPID: true }),
  named('more-host-ipc-false', [kanikoContainer()], { hostIPC: false }),
  named('more-host-port', [{ ...kanikoContainer(), ports: [{ containerPort: 80, hostPort: 8080 }] }]),
  named('more-port', [{ ...kanikoContainer(), ports: [{ containerPort: 80 }] }]),
  named('more-proc-mount', [kanikoContainer({ procMount: 'Unmasked' })]),
  named('more-selinux', [kanikoContainer({ seLinuxOptions: { type: 'spc_t' } })]),
  named('more-selinux-user', [kanikoContainer({ seLinuxOptions: { user: 'u' } })]),
  named('more-selinux-allowed', [kanikoContainer({ seLinuxOptions: { type: 'container_t' } })]),
  named('more-sysctl', [kanikoContainer()], { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
  named('more-sysctl-safe', [kanikoContainer()], {
    securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] },
  }),
  named(
    'more-app-armor',
    [kanikoContainer()],
    {},
    { annotations: { 'container.apparmor.security.beta.kubernetes.io/kaniko': 'unconfined' } },
  ),
  named(
    'more-app-armor-default',
    [kanikoContainer()],
    {},
    { annotations: { 'container.apparmor.security.beta.kubernetes.io/kaniko': 'runtime/default' } },
  ),
  named('more-init', [{ ...kanikoContainer(), securityContext: NON_ROOT }], {
    initContainers: [{ name: 'init', image: 'x', securityContext: { privileged: true } }],
  }),
  named('more-two', [
    { ...kanikoContainer(), securityContext: NON_ROOT },
    { name: 'other', image: 'x' },
  ]),
];
