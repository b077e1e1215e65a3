import type { ExistingPolicy } from '../../existing-policies/model/existing-policy.ts';
import { safeText } from '../../text/plain-text.ts';
import { tell } from '../output/output.ts';
import { repeated } from './option.ts';
import { collect } from './parse-option.ts';

/** Which policies builds are held against. */
export const AGAINST_OPTION = {
  against: repeated(
    '--against <policy>',
    'which builds does this policy admit? a file with policies of Kyverno, Gatekeeper, Kubernetes or OpenShift, or privileged, baseline or restricted; repeatable',
    collect,
  ),
};

/**
 * Reads them, and tells what else stands in their files.
 *
 * @throws HarnessError BAD_POLICY
 */
export async function policiesToHoldAgainst(named: readonly string[]): Promise<readonly ExistingPolicy[]> {
  if (named.length === 0) return [];
  const { readPolicyFiles } = await import('../../use-cases/audit/read-policy-files.ts');
  const { policies, problems } = await readPolicyFiles(named);
  for (const { place, what, wayOut } of problems) tell(safeText(`${place.file}:${place.line}: ${what} ${wayOut}`));
  return policies;
}
