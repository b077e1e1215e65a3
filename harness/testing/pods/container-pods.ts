import { CAPABILITIES } from '../../capabilities/capability.ts';
import {
  ALL_RULES,
  badContainer,
  create,
  kanikoContainer,
  OTHER_CONTAINER,
  type PodRule,
  type PolicyPod,
  podOf,
} from './policy-pod.ts';

type Changes = Parameters<typeof kanikoContainer>[0];

/** A pod of one container that differs from what the policy demands in this. */
function one(name: string, changes: Changes, broken: readonly PodRule[], more: Partial<PolicyPod> = {}): PolicyPod {
  return { name, request: create(podOf([kanikoContainer(changes)])), broken, ...more };
}

const adding = (...add: string[]): Changes => ({ capabilities: { drop: ['ALL'], add } });
const dropping = (...drop: string[]): Changes => ({ capabilities: { drop, add: ['CHOWN'] } });
const LOWER_CASE = 'its template compares names in lower case, as container runtimes do';
const LOWER_CASE_IN_REGO = 'the Rego of its template compares names in lower case, the CEL does not';

const capabilities: readonly PolicyPod[] = [
  one('the very set', {}, []),
  one('fewer capabilities', adding('CHOWN'), []),
  one('no added capability', { capabilities: { drop: ['ALL'] } }, []),
  ...CAPABILITIES.filter((name) => name !== 'CHOWN' && name !== 'FSETID').map((name) =>
    one(`one capability more: ${name}`, adding('CHOWN', 'FSETID', name), ['add']),
  ),
  one('adds ALL', adding('ALL'), ['add']),
  one('adds a granted capability with the prefix CAP_', adding('CAP_CHOWN'), ['add']),
  one('adds a granted capability in lower case', adding('chown'), ['add'], {
    otherwise: { gatekeeper: { broken: [], because: LOWER_CASE_IN_REGO, language: 'Rego' } },
  }),
  one('adds another capability in lower case', adding('sys_admin'), ['add']),
  one('drops nothing', { capabilities: { add: ['CHOWN'] } }, ['drop']),
  one('has no capabilities in its security context', { capabilities: undefined }, ['drop']),
  one('drops only one capability', dropping('NET_RAW'), ['drop']),
  one('drops ALL and one more', dropping('ALL', 'NET_RAW'), []),
  one('drops all in lower case', dropping('all'), ['drop'], {
    otherwise: { gatekeeper: { broken: [], because: LOWER_CASE } },
  }),
];

const hardening: readonly PolicyPod[] = [
  one('is privileged', { privileged: true, allowPrivilegeEscalation: undefined }, ['privileged', 'escalation']),
  one('says that it is not privileged', { privileged: false }, []),
  one('does not speak of privilege escalation', { allowPrivilegeEscalation: undefined }, ['escalation']),
  one('allows privilege escalation', { allowPrivilegeEscalation: true }, ['escalation']),
  one('is under no seccomp profile', { seccompProfile: { type: 'Unconfined' } }, ['seccomp']),
  one('is under a seccomp profile of the node', { seccompProfile: { type: 'Localhost', localhostProfile: 'k.json' } }, [
    'seccomp',
  ]),
  one('does not speak of seccomp', { seccompProfile: undefined }, ['seccomp']),
  ...(
    [
      ['a pod with the seccomp profile, a container without', undefined, 'RuntimeDefault', []],
      ['a pod with the seccomp profile, a container under none', 'Unconfined', 'RuntimeDefault', ['seccomp']],
      ['a pod under no seccomp profile, a container without', undefined, 'Unconfined', ['seccomp']],
      ['a pod under no seccomp profile, a container with it', 'RuntimeDefault', 'Unconfined', []],
    ] as const
  ).map(
    ([name, own, ofPod, broken]): PolicyPod => ({
      name,
      request: create(
        podOf([kanikoContainer({ seccompProfile: own && { type: own } })], {
          securityContext: { seccompProfile: { type: ofPod } },
        }),
      ),
      broken,
    }),
  ),
  {
    name: 'has no security context',
    request: create(podOf([{ ...kanikoContainer(), securityContext: undefined as never }])),
    broken: ['drop', 'escalation', 'seccomp'],
  },
  { name: 'breaks every rule', request: create(podOf([badContainer()])), broken: ALL_RULES },
];

const EVERY_CONTAINER = 'its template cannot select by image: it checks every container of the namespace';

const places: readonly PolicyPod[] = [
  {
    name: 'an init container of Kaniko that breaks the rules',
    request: create(podOf([OTHER_CONTAINER], { initContainers: [badContainer()] })),
    broken: ALL_RULES,
  },
  {
    name: 'a sidecar of Kaniko that breaks the rules, an init container that is restarted',
    request: create(podOf([OTHER_CONTAINER], { initContainers: [{ ...badContainer(), restartPolicy: 'Always' }] })),
    broken: ALL_RULES,
  },
  {
    name: 'two containers of Kaniko, the second of which drops nothing',
    request: create(podOf([kanikoContainer(), { ...kanikoContainer({ capabilities: {} }), name: 'second' }])),
    broken: ['drop'],
  },
  {
    name: 'a sidecar of another image that says nothing of security',
    request: create(podOf([kanikoContainer(), { name: 'sidecar', image: 'busybox:1.37' }])),
    broken: [],
    otherwise: { gatekeeper: { broken: ['drop', 'escalation', 'seccomp'], because: EVERY_CONTAINER } },
  },
  {
    name: 'a privileged sidecar of another image',
    request: create(
      podOf([kanikoContainer(), { name: 'sidecar', image: 'busybox:1.37', securityContext: { privileged: true } }]),
    ),
    broken: [],
    otherwise: { gatekeeper: { broken: ['drop', 'privileged', 'escalation', 'seccomp'], because: EVERY_CONTAINER } },
  },
];

/** Pods whose containers differ in what they are granted, and in where they stand. */
export const CONTAINER_PODS: readonly PolicyPod[] = [...capabilities, ...hardening, ...places];
