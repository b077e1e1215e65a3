import type { PolicyTarget } from '../policy-target.ts';
import { serviceAccountCondition } from './pod-match.ts';

/** A condition in CEL without which nothing is checked. */
export interface AdmissionCondition {
  readonly name: string;
  readonly expression: string;
}

/** The containers of all sorts of a pod. */
export function containersOf(pod: 'object' | 'oldObject'): string {
  return [
    // To a type checker each of the three lists is of a type of its own, and it would not add them up.
    `dyn(${pod}.spec.containers)`,
    `(has(${pod}.spec.initContainers) ? dyn(${pod}.spec.initContainers) : [])`,
    `(has(${pod}.spec.ephemeralContainers) ? dyn(${pod}.spec.ephemeralContainers) : [])`,
  ].join(' +\n');
}

/**
 * What is checked at all: a pod that is created, gets an ephemeral container, or gets another image. What is older than the
 * policy can be labelled, finish and be deleted: a Job removes the finalizer of each of its pods.
 */
export function admissionConditions(target: PolicyTarget): AdmissionCondition[] {
  const account = serviceAccountCondition(target);
  return [
    { name: 'is-not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
    {
      name: 'has-a-new-container-or-image',
      expression: [
        'oldObject == null || !(',
        indented(containersOf('object')),
        ').all(c, (',
        indented(containersOf('oldObject')),
        ').exists(old, old.name == c.name && old.image == c.image))',
      ].join('\n'),
    },
    ...(account === undefined ? [] : [{ name: 'runs-as-the-service-account', expression: account }]),
  ];
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
