import { type CapabilitySet, isSubset } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import type { CaseRecord } from '../record/record.ts';
import type { Variation } from '../vocabulary/variation.ts';
import type { Hardening } from './audited-build.ts';

/** The variations that an audit tries to find out what may be hardened. */
export const HARDENING_VARIATIONS = ['no-new-privileges', 'default-seccomp'] as const satisfies readonly Variation[];

/** What trials say of each confinement that the manifest may add. */
export function hardeningOf(
  { security }: DeclaredBuild,
  cases: readonly CaseRecord[],
  needed: CapabilitySet,
): Hardening[] {
  return HARDENING_VARIATIONS.map((kind) => {
    const isThere =
      kind === 'no-new-privileges' ? security.noNewPrivileges.value : security.seccomp.value !== 'unconfined';
    if (isThere) return { kind, result: 'already', shown: [] };
    const shown = cases.map((one) => shownUnder(one, kind, needed));
    const broken = shown.find(({ result }) => result === 'breaks');
    if (broken !== undefined) return { kind, ...broken };
    return { kind, result: shown.every(({ result }) => result === 'possible') ? 'possible' : 'not-tried', shown: [] };
  });
}

/** Only minimal sets are tried under a variation; what is enough is so with more. */
function shownUnder(one: CaseRecord, kind: Variation, needed: CapabilitySet): Pick<Hardening, 'result' | 'shown'> {
  const tried = one.variations.find(({ variation }) => variation === kind)?.sets ?? [];
  const within = tried.filter(({ set }) => isSubset(setOfNames(set), needed));
  if (within.some(({ verdict }) => verdict === 'faithful')) return { result: 'possible', shown: [] };
  const failed = within.find(({ verdict }) => verdict === 'failed' || verdict === 'degraded' || verdict === 'timeout');
  return failed === undefined ? { result: 'not-tried', shown: [] } : { result: 'breaks', shown: failed.shown };
}
