import type { V1NetworkPolicy } from '@kubernetes/client-node';
import type { Ownership } from '../../ownership.ts';
import { matchLabels, metadataOf, roomLabel } from '../pods/kube-labels.ts';

type RunOwnership = Ownership & { readonly run: string };

/** What the trials of a room may reach. */
export interface RoomReach {
  /** The port of the keeper at which the registry of the room is. */
  readonly port: number;
  /** Whether they reach everything else as well. */
  readonly egress: boolean;
}

/** The keeper is reached by the trials of its run and reaches nothing. */
export function keeperPolicy(name: string, ownership: RunOwnership): V1NetworkPolicy {
  const { run } = ownership;
  return {
    ...policyOf(name, ownership, 'registry'),
    spec: {
      podSelector: { matchLabels: matchLabels(run, 'registry') },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ _from: [{ podSelector: { matchLabels: matchLabels(run, 'trial') } }] }],
      egress: [],
    },
  };
}

/** The trials of a room reach the registry of that room. Nobody reaches them. */
export function roomPolicy(name: string, ownership: RunOwnership, { port, egress }: RoomReach): V1NetworkPolicy {
  const { run } = ownership;
  const registry = {
    to: [{ podSelector: { matchLabels: matchLabels(run, 'registry') } }],
    ports: [{ protocol: 'TCP', port }],
  };
  return {
    ...policyOf(name, ownership, 'room'),
    spec: {
      podSelector: { matchLabels: { ...matchLabels(run, 'trial'), ...roomLabel(name) } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: egress ? [registry, {}] : [registry],
    },
  };
}

/** A question reaches nothing. */
export function questionPolicy(name: string, ownership: RunOwnership): V1NetworkPolicy {
  return {
    ...policyOf(name, ownership, 'question'),
    spec: {
      podSelector: { matchLabels: matchLabels(ownership.run, 'question') },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [],
    },
  };
}

function policyOf(name: string, ownership: Ownership, part: Parameters<typeof metadataOf>[2]): V1NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(name, ownership, part),
  };
}
