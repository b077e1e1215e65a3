import { type CapabilitySet, formatSet, namesOf } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { tryOneSet } from '../discovery/try-one-set.ts';
import { serializeRecord } from '../discovery/write-record.ts';
import type { RunRecord } from '../record/record.ts';
import { headline } from '../report/table.ts';
import { trialsOfSet, verificationText } from '../report/verification.ts';
import type { RunOptions } from './options.ts';
import { print } from './output.ts';
import { DEFAULT_CONFIDENCE, policyOf } from './search-options.ts';
import { startRun } from './start-run.ts';

/** The options of `verify`. */
export type VerifyOptions = RunOptions & {
  readonly caps: string;
  /** Try the set with hardening as well. */
  readonly harden?: boolean;
};

/**
 * Tries one set on every case; gives the exit code: 0 if it serves all of them, hardened as well where that was asked for, 1 if
 * not, 3 if some have no verdict.
 */
export async function verify(paths: readonly string[], options: VerifyOptions): Promise<number> {
  const set = options.caps.toLowerCase() === 'docker' ? DOCKER_DEFAULTS : parseSet(options.caps);
  const finished = await startRun({
    paths,
    options: { ...options, universe: options.universe ?? wideEnough(set) },
    policy: policyOf({ ...ONE_SET, ...options }),
    strategyFor: () => tryOneSet(set, options.confirm),
    // Hardening takes privilege away: what does not serve without it need not be tried with it.
    hardenedSets: ({ faithful }) => (faithful.countsOf(set).passes > 0 ? [set] : []),
  });
  const { record, interrupted } = finished;
  if (options.json === true) print(serializeRecord(record));
  else print([headline(record), ...record.cases.map((one) => verificationText(one, namesOf(set)))].join('\n\n'));
  return interrupted ? 130 : exitCodeOf(record, namesOf(set));
}

/** Nothing is searched, so there is nothing to be sure of but what was tried. */
const ONE_SET = { confidence: DEFAULT_CONFIDENCE, audit: 'off', auditShare: 0 } as const;

/** The reference must grant at least what is tried. */
function wideEnough(set: CapabilitySet): string {
  return formatSet((set | DOCKER_DEFAULTS) as CapabilitySet);
}

function exitCodeOf(record: RunRecord, set: readonly string[]): number {
  const verdicts = record.cases.map((one) => trialsOfSet(one, set).map(({ verdict }) => verdict));
  const hardened = record.cases.flatMap(({ hardening }) => (hardening ?? []).map(({ verdict }) => [verdict]));
  const all = [...verdicts, ...hardened];
  if (all.some((own) => own.some((verdict) => ['degraded', 'failed', 'timeout'].includes(verdict)))) return 1;
  return all.every((own) => own.includes('faithful')) ? 0 : 3;
}
