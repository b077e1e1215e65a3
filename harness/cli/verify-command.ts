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
import { DEFAULT_CONFIDENCE } from './search-options.ts';
import { startRun } from './start-run.ts';

/** Tries one set on every case; gives the exit code: 0 if it serves all of them, 1 if not, 3 if some have no verdict. */
export async function verify(paths: readonly string[], options: RunOptions & { caps: string }): Promise<number> {
  const set = options.caps.toLowerCase() === 'docker' ? DOCKER_DEFAULTS : parseSet(options.caps);
  const finished = await startRun({
    paths,
    options: { ...options, universe: options.universe ?? wideEnough(set) },
    policy: { ...ONE_SET, confirm: options.confirm, seed: options.seed },
    strategyFor: () => tryOneSet(set, options.confirm),
  });
  const { record, interrupted } = finished;
  if (options.json === true) print(serializeRecord(record));
  else print([headline(record), ...record.cases.map((one) => verificationText(one, namesOf(set)))].join('\n\n'));
  return interrupted ? 130 : exitCodeOf(record, namesOf(set));
}

/** Nothing is searched, so there is nothing to be sure of but what was tried. */
const ONE_SET = { confidence: DEFAULT_CONFIDENCE, audit: null, auditShare: 0, maxTrials: null, maxTimeMs: null };

/** The reference must grant at least what is tried. */
function wideEnough(set: CapabilitySet): string {
  return formatSet((set | DOCKER_DEFAULTS) as CapabilitySet);
}

function exitCodeOf(record: RunRecord, set: readonly string[]): number {
  const verdicts = record.cases.map((one) => trialsOfSet(one, set).map(({ verdict }) => verdict));
  if (verdicts.some((own) => own.some((verdict) => ['degraded', 'failed', 'timeout'].includes(verdict)))) return 1;
  return verdicts.every((own) => own.includes('faithful')) ? 0 : 3;
}
