/** What is to count besides what always does. */
export interface CheckGate {
  /** Whether each difference counts, those for the better as well. */
  readonly strict: boolean;
  /** Whether another reference image counts. */
  readonly failOnReferenceChange: boolean;
  /** Whether a set that both served and failed counts. */
  readonly failOnFlaky: boolean;
}

/**
 * What a change can do to the outcome, the gravest first: the check fails, a Dockerfile cannot be used, there is no verdict, or the change is
 * merely told.
 */
export const CHECK_EFFECTS = ['fails', 'invalid', 'no-verdict', 'told'] as const;

/** What a change does to the outcome. */
export type CheckEffect = (typeof CHECK_EFFECTS)[number];
