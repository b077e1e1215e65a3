import { setOfNames } from '../../capabilities/parse-set.ts';
import { knownFindings } from '../../lock/known-findings.ts';
import { COMMITTED_CALIBRATION } from '../../priors/calibration/committed-calibration.ts';
import { casePrior } from '../../priors/case-prior.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { findAllMinimalSets } from '../../strategies/find-all-minimal-sets.ts';
import { ANSWERS } from '../../vocabulary/answer.ts';
import { lockOf } from '../examples/locks.ts';
import { UNAUDITED } from '../examples/plans.ts';
import { durationsOf, simulatedAsRecorded } from './simulated-as-recorded.ts';
import { type SimulatedCase, simulateCorpus } from './simulated-corpus.ts';

/** How many builds with everything granted a search begins with. */
const REFERENCES = 2;

/**
 * The trials of a check of all proven cases that an executor was recorded with, while the findings of `locked` are in the lock
 * file, and the fewest with which the same can be proven.
 */
export async function checkCost(
  run: RunRecord,
  locked: RunRecord,
  slots: number,
): Promise<{ readonly trials: number; readonly fewest: number }> {
  const lock = lockOf(locked);
  const proven = run.cases.filter(({ status, exitZero }) => status === 'proven' && exitZero.complete);
  const ids = new Map(run.cases.map((one) => [one.dockerfile, one.id]));
  const known = knownFindings(lock, (path) => ids.get(path));
  const cases = proven.map((one): SimulatedCase => {
    const question = {
      caseId: one.id,
      instructions: one.instructions,
      baseReferences: one.bases.map(({ reference }) => reference),
      universe: setOfNames(one.universe),
      builder: run.builder,
      contextSha256: one.contextSha256 ?? undefined,
    };
    const prior = casePrior(question, { records: [], known, calibration: COMMITTED_CALIBRATION });
    return { ...simulatedAsRecorded(one, durationsOf(one)), strategy: findAllMinimalSets(UNAUDITED, () => prior) };
  });
  const { records, trials } = await simulateCorpus({ cases, jobs: slots });
  return { trials: trials.length, fewest: records.reduce((sum, one) => sum + fewestTrials(one), 0) };
}

/** The bound, the reference builds, and what confirms each failure that the answers rest on. */
function fewestTrials(one: CaseRecord): number {
  const failing = new Set(ANSWERS.flatMap((answer) => one[answer].maximalFailingSets.map((set) => set.join())));
  return one.trials.lowerBound + REFERENCES + failing.size * (one.trials.confirm - 1);
}
