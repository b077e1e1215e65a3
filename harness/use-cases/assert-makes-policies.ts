import { builderKindNamed } from '../builders/catalogue.ts';
import { HarnessError } from '../errors.ts';
import type { RunRecord } from '../record/record.ts';

/**
 * Refuses to write a policy from the findings of a builder that only stands in for Kaniko: Kaniko may need something else.
 *
 * @throws HarnessError NO_POLICY
 */
export function assertMakesPolicies({ builder }: RunRecord): void {
  if (builderKindNamed(builder.kind)?.makesPolicies === true) return;
  throw new HarnessError('NO_POLICY', `A policy is for Kaniko, and this record is of ${builder.kind}`, {
    hint: 'Run it with a Kaniko executor: kaniko-caps discover --builder IMAGE.',
  });
}
