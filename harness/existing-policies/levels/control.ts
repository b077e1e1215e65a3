import type { JudgedPod } from '../model/judged-pod.ts';

/** The Pod Security Standards. */
export const POD_SECURITY_LEVELS = ['privileged', 'baseline', 'restricted'] as const;

/** One of the Pod Security Standards. */
export type PodSecurityLevelName = (typeof POD_SECURITY_LEVELS)[number];

/** A control of a Pod Security Standard. */
export interface Control {
  /** As the standards name it, and Kyverno in `controlName`. */
  readonly name: string;
  /** What of a pod breaks it, as clauses: `container kaniko adds SYS_ADMIN`. */
  readonly broken: (pod: JudgedPod) => readonly string[];
}
