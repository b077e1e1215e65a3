import type { Policy } from '../../report/policy/policy.ts';
import { policyOf } from '../../report/policy/policy-of.ts';
import { caseOf, recordOf, variationOf } from '../examples/records.ts';
import { KANIKO_DIGEST, KANIKO_MIRRORS, KANIKO_REPOSITORY, type PodRule } from './policy-pod.ts';

/** The policy that POLICY_PODS is about. */
export function tablePolicy(options: Parameters<typeof policyOf>[1] = {}): Policy {
  const builder = { ...recordOf([]).builder, reference: `${KANIKO_REPOSITORY}:v1.24.0`, imageDigest: KANIKO_DIGEST };
  const record = recordOf([caseOf({ variations: [variationOf()] })], { builder });
  return policyOf(record, { mirror: KANIKO_MIRRORS, ...options });
}

/** Words of the message of each rule, whoever says it. */
export const RULE_WORDS: Readonly<Record<PodRule, string>> = {
  add: 'may add only CHOWN, FSETID',
  drop: 'must drop ALL capabilities',
  privileged: 'must not be privileged',
  escalation: 'must not gain privileges',
  seccomp: 'must run under the seccomp profile RuntimeDefault',
};
