import type { Builder } from '../../builders/builder.ts';
import { HarnessError } from '../../errors.ts';
import type { Case } from '../../vocabulary/case.ts';

/**
 * Refuses a builder that cannot be given the secrets of a case: its build would go on without them, and its answer would be that of
 * another build.
 *
 * @throws HarnessError EXECUTOR_UNSUITABLE
 */
export function assertTakesSecrets({ takesSecrets, identity }: Builder, cases: readonly Case[]): void {
  const one = cases.find(({ configuration }) => configuration.secrets.length > 0);
  if (takesSecrets || one === undefined) return;
  const ids = one.configuration.secrets.map(({ id }) => id).join(', ');
  throw new HarnessError(
    'EXECUTOR_UNSUITABLE',
    `${identity.reference} (${identity.version}) cannot be given secrets, and ${one.id} has some: ${ids}`,
    { hint: 'Use osscontainertools/kaniko v1.26.3 or newer, which has --secret, or leave the secrets out.' },
  );
}
