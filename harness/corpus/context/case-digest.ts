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
  const { buildArguments, secretArguments, target, network, configuration, timeoutSeconds, universe } = one;
  const settings = [
    Object.entries(buildArguments).sort(),
    // Of the values nothing may be kept, not even a digest: whoever guesses one could see that it is right.
    secretArguments.map(({ name, from }) => [name, from.kind === 'stand-in']),
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
