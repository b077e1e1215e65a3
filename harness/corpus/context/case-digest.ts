import { createHash } from 'node:crypto';
import type { Case } from '../../vocabulary/case.ts';
import { contextSha256 } from './pack-context.ts';
import type { PackOptions } from './plan-context.ts';

/**
 * A digest of all that a case asks to be built: its context, the Dockerfile included, and its settings. It is the same on
 * every machine, wherever the case lies there.
 *
 * @throws HarnessError for a context that cannot be read or is too large.
 */
export async function caseDigest(one: Case, options: PackOptions): Promise<string> {
  const { buildArguments, target, network, configuration, timeoutSeconds, universe } = one;
  const settings = [
    Object.entries(buildArguments).sort(),
    target,
    network,
    configuration,
    timeoutSeconds,
    universe.toString(16),
  ];
  const context = await contextSha256(one, options);
  return createHash('sha256')
    .update(JSON.stringify([context, settings]))
    .digest('hex');
}
