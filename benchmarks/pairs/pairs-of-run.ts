import { basename } from 'node:path';
import { deriveCaseState, settingOf } from '../../harness/proof/case-state.ts';
import { begunCases, observationsByCase, startOf } from '../../harness/proof/derive-record.ts';
import { createJudge } from '../../harness/proof/judge.ts';
import { readRun } from '../../harness/runs/kept-run.ts';
import { type CasePairs, pairsOfCase } from './pairs-of-case.ts';

/** What the pairs of a run show. */
export interface RunPairs {
  /** The name of its directory. */
  readonly name: string;
  readonly builder: string;
  /** How many trials the run has. */
  readonly trials: number;
  /** Each case, and each of its variations, which is a configuration of its own. */
  readonly cases: readonly (CasePairs & { readonly name: string })[];
}

/**
 * Derives the cases of a run from its journal, and counts their pairs.
 *
 * @throws HarnessError if the journal or a fingerprint cannot be read.
 */
export async function pairsOfRun(directory: string): Promise<RunPairs> {
  const { entries, fingerprintOf } = await readRun(directory);
  const { builder, environment, plan } = startOf(entries);
  const observed = observationsByCase(entries);
  const cases = begunCases(entries).flatMap(({ case: one, event: prepared }) => {
    if (prepared.type === 'case-abandoned') return [];
    const own = observed.get(prepared.case) ?? [];
    const setting = settingOf(prepared, one, environment, plan.question.policy);
    const state = deriveCaseState(setting, own, createJudge(fingerprintOf));
    const varied = [...state.varied].map(([variation, { state: under }]) => ({
      name: `${prepared.case} with ${variation}`,
      ...pairsOfCase(under),
    }));
    return [{ name: prepared.case, ...pairsOfCase(state) }, ...varied];
  });
  return {
    name: basename(directory),
    builder: `${builder.kind} ${builder.version}`,
    trials: [...observed.values()].flat().length,
    cases,
  };
}
