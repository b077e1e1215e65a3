import { FORMATS } from '../../formats/formats.ts';
import type { Policy } from '../../report/policy/policy.ts';

/** What writes a policy, by the name of the format. */
export async function policyWriters(): Promise<Readonly<Record<string, (policy: Policy) => string>>> {
  const entries = FORMATS.map(async ({ name, shows }) => {
    const write = await shows.policy?.();
    if (write === undefined) return [];
    return [[name, (policy: Policy) => write(policy, { width: 140, wholeReport: undefined })] as const];
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}
