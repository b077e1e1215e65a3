import { GATEKEEPER_CONSTRAINT } from './gatekeeper/gatekeeper-constraint-kind.ts';
import { VALIDATING_ADMISSION_POLICY, VALIDATING_POLICY } from './kinds/validating-admission-policy.ts';
import { KYVERNO_POLICY } from './kyverno/kyverno-policy.ts';
import type { PolicyKind } from './model/existing-policy.ts';
import { SECURITY_CONTEXT_CONSTRAINTS } from './openshift/security-context-constraints.ts';

/** The kinds of policies that are read. A new one is written in a file of its own and named here. */
export const POLICY_KINDS: readonly PolicyKind[] = [
  KYVERNO_POLICY,
  VALIDATING_POLICY,
  VALIDATING_ADMISSION_POLICY,
  GATEKEEPER_CONSTRAINT,
  SECURITY_CONTEXT_CONSTRAINTS,
];
