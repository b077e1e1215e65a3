/** Which pods an admission policy checks: those with the image of Kaniko, or all of a namespace or a service account. */
export type PodMatch =
  | { readonly kind: 'image' }
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'namespace-label'; readonly key: string; readonly value: string }
  | { readonly kind: 'service-account'; readonly namespace: string; readonly name: string };

/** Marks the namespaces whose builds a policy is for: with `true`, or with the part of one of several policies. */
export const NAMESPACE_LABEL = 'kaniko-builds';

/** What an admission policy does with a pod that breaks it. */
export const ADMISSION_ACTIONS = ['deny', 'warn', 'audit'] as const;
export type AdmissionAction = (typeof ADMISSION_ACTIONS)[number];

/** Where a policy is to be used: what no record tells. */
export interface PolicyTarget {
  /** The image that runs Kaniko there; undefined for the one that was tried. */
  readonly image: string | undefined;
  /** Other repositories that hold that image. */
  readonly mirrors: readonly string[];
  /** Matches of different kinds must all hold, of those of one kind one. Empty for what is usual for the format. */
  readonly match: readonly PodMatch[];
  readonly action: AdmissionAction;
}
