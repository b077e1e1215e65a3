import type { Builder } from '../builders/builder.ts';
import { HarnessError } from '../errors.ts';
import type { Case } from '../vocabulary/case.ts';

/**
 * Refuses cases with a cache for a builder that keeps none.
 *
 * @throws HarnessError BAD_CONFIGURATION
 */
export function assertCacheKept({ identity, keepsLayers }: Builder, cases: readonly Case[]): void {
  const one = cases.find(({ configuration }) => configuration.cache !== 'off');
  if (keepsLayers || one === undefined) return;
  const { reference, version } = identity;
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `${one.file}: cache ${one.configuration.cache} cannot be tried, because ${reference} (${version}) has no --cache-repo`,
    { hint: 'Use a Kaniko executor that has it, or build with --cache off.' },
  );
}
