import { describe, expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { PLAIN_SETUP } from '../../container-setup.ts';
import type { TrialSpecification } from '../../trial-port.ts';
import { trialPod } from './pod-settings.ts';
import { BUILDER, EVIDENCE, FILLER } from './trial-containers.ts';

const directory = { uid: 0, gid: 0, mode: 0o755 };

function podFor(changes: Partial<TrialSpecification> = {}, userNamespace = false) {
  const pod = trialPod({
    name: 'run-1-t0001',
    auxiliaryImage: 'auxiliary',
    place: { node: 'node-1', nodeSelector: { pool: 'builds' }, userNamespace, labels: { room: 'x' } },
    trials: [
      {
        ...PLAIN_SETUP,
        name: 'run-1-t0001',
        image: 'registry.example/kaniko@sha256:00',
        command: ['/kaniko/executor', '--build-arg=A=$(B)'],
        environment: { PRICE: '5$' },
        capabilities: setOf('CHOWN', 'FOWNER'),
        noNewPrivileges: false,
        limits: { memoryBytes: 2 ** 30, processes: 100, cpus: 1.5 },
        pushes: true,
        keepsProgram: true,
        ownership: { run: 'run-1', trial: 't0001', process: { host: 'laptop', pid: 7 }, createdAt: null },
        ...changes,
      },
    ],
  });
  const containers = new Map(pod.spec?.containers.map((container) => [container.name, container]));
  return { pod, containers };
}

describe('the pod of a trial', () => {
  it('gives its builder exactly the set by bare names, and everything that a cluster has a default for', () => {
    const { containers } = podFor();
    expect(containers.get(BUILDER)?.securityContext).toEqual({
      privileged: false,
      allowPrivilegeEscalation: true,
      capabilities: { drop: ['ALL'], add: ['CHOWN', 'FOWNER'] },
      runAsUser: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  it('has no credentials, is never started again, has a deadline, and runs where it is to', () => {
    expect(podFor().pod.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      shareProcessNamespace: true,
      activeDeadlineSeconds: expect.any(Number),
      nodeSelector: { pool: 'builds', 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux' },
      dnsPolicy: 'None',
    });
  });

  it('has nothing of a host, and nothing that shares a host', () => {
    const { spec } = podFor({ mounts: [{ path: '/workspace', content: { archive: '/x', directory } }] }).pod;
    expect(spec?.volumes).toEqual([{ name: 'mount-0', emptyDir: {} }]);
    for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) expect(spec).not.toHaveProperty(name);
  });

  it('says whether its users are those of the node', () => {
    expect(podFor().pod.spec?.hostUsers).toBe(true);
    expect(podFor({}, true).pod.spec?.hostUsers).toBe(false);
  });

  it('is given up soon after its node is lost, so that the trial can be tried elsewhere', () => {
    const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
    const lost = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 15 };
    expect(podFor().pod.spec?.tolerations).toEqual(keys.map((key) => ({ key, ...lost })));
  });

  it('reads beside the builder with nothing', () => {
    expect(podFor().containers.get(EVIDENCE)?.securityContext).toEqual({
      privileged: false,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsUser: 65_534,
      runAsGroup: 65_534,
      readOnlyRootFilesystem: true,
    });
  });

  it('has somebody who unpacks a context only where there is one', () => {
    expect(podFor().containers.has(FILLER)).toBe(false);
    const { containers } = podFor({ mounts: [{ path: '/workspace', content: { archive: '/x', directory } }] });
    expect(containers.get(FILLER)?.securityContext?.capabilities?.drop).toEqual(['ALL']);
    expect(containers.get(BUILDER)?.volumeMounts).toEqual([{ name: 'mount-0', mountPath: '/workspace' }]);
  });

  it('keeps words as they are that Kubernetes would take for variables', () => {
    const { containers } = podFor();
    expect(containers.get(BUILDER)).toMatchObject({
      command: ['/kaniko/executor'],
      args: ['--build-arg=A=$$(B)'],
      env: [{ name: 'PRICE', value: '5$$' }],
    });
  });

  it('forbids new privileges and runs as somebody else where that is asked for', () => {
    const { containers } = podFor({ noNewPrivileges: true, user: { id: 1000, groupId: 1000 }, seccomp: 'unconfined' });
    expect(containers.get(BUILDER)?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: 'Unconfined' },
    });
  });
});
