import { caseDigest } from '../../corpus/context/case-digest.ts';
import type { PackOptions } from '../../corpus/context/plan-context.ts';
import { type CaseCost, casesOfShard, guessedCost, type Shard } from '../../corpus/shard-cases.ts';
import type { RunRecord } from '../../record/record.ts';
import type { Case } from '../../vocabulary/case.ts';
import type { ShardPlan } from '../../vocabulary/run-plan.ts';

/**
 * The plan of a shard; by the time that an earlier record tells for all cases, else by what the Dockerfiles let expect.
 *
 * @throws HarnessError for a context that cannot be read or is too large.
 */
export async function planShard(
  cases: readonly Case[],
  shard: Shard,
  { records, pack }: { readonly records: readonly RunRecord[]; readonly pack: PackOptions },
): Promise<ShardPlan> {
  const own = casesOfShard(cases, shard, costFrom(cases, records));
  const all = [];
  for (const one of cases) all.push({ case: one.id, sha256: await caseDigest(one, pack) });
  return { ...shard, all, own: own.map(({ id }) => id) };
}

/** Times and guesses are not of one unit: without a time for each case, all are guessed. */
function costFrom(cases: readonly Case[], records: readonly RunRecord[]): CaseCost {
  for (const record of records) {
    const times = new Map(record.cases.map(({ id, trials }) => [id, trials.totalMs || trials.wallMs]));
    if (cases.every(({ id }) => times.has(id))) return ({ id }) => times.get(id) ?? 0;
  }
  return guessedCost;
}
