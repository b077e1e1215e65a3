import { capabilitiesOf, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { Calibration } from '../../priors/calibration/calibration.ts';
import { calibrate } from '../../priors/calibration/finding-counts.ts';
import { type RecordedFinding, recordedFindings } from '../../priors/calibration/recorded-finding.ts';
import { casePrior, type PriorSources } from '../../priors/case-prior.ts';
import { RULES, type RuleName } from '../../priors/dockerfile/rules.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import type { CasePrior } from '../../search/picker/prior.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { searchRecordedCase } from './search-recorded-case.ts';

/** From what the prior of a case is made. */
export type Knowledge =
  /** Nothing; only the failures of the search itself tell something. */
  | 'nothing'
  /** The rules, calibrated on every other case of all executors. */
  | 'other cases'
  /** The same, but only those rules that another case falls under too: as if nobody had thought of the others. */
  | 'shared rules'
  /** The record of the next executor, the same case included. */
  | 'other executor'
  /** The Dockerfile of the next case: what a misleading prior costs. */
  | 'wrong case';

/** What searches of all cases on one executor cost. */
export interface SearchCost {
  readonly executor: string;
  readonly slots: number;
  readonly knowledge: Knowledge;
  readonly trials: number;
  readonly lowerBound: number;
  /** The same of each case. */
  readonly cases: readonly { readonly id: string; readonly trials: number; readonly lowerBound: number }[];
}

/** Simulates the search of every recorded case, each with a prior that does not know it. */
export function searchCosts(runs: readonly RunRecord[], slots: number, knowledge: Knowledge): SearchCost[] {
  const findings = runs.flatMap(recordedFindings);
  return runs.map((run, index) => {
    const next = runs[(index + 1) % runs.length];
    const cases = searchedCases(run);
    const costs = cases.map((one, place) => {
      const read = knowledge === 'wrong case' ? (cases[(place + 1) % cases.length] ?? one) : one;
      const prior = priorFor(one, run, { findings, next, knowledge, read });
      const { length } = searchRecordedCase(one, { slots, ...(prior === undefined ? {} : { prior }) });
      return { id: one.id, trials: length, lowerBound: one.trials.lowerBound };
    });
    return {
      executor: `${run.builder.repository?.split('/')[1] ?? run.builder.kind} ${run.builder.version}`,
      slots,
      knowledge,
      trials: sum(costs.map(({ trials }) => trials)),
      lowerBound: sum(costs.map(({ lowerBound }) => lowerBound)),
      cases: costs,
    };
  });
}

/** The cases of a run that are searched: those that build with everything granted. */
function searchedCases({ cases }: RunRecord): CaseRecord[] {
  return cases.filter(({ status }) => status !== 'reference-failed');
}

/** How well weights foretell what is needed. */
export interface Forecast {
  /** Mean squared error. */
  readonly brier: number;
  /** Mean negative logarithm of the probability that was given to the truth, in bits. */
  readonly logLoss: number;
}

/** Rates the weights of left-out cases, over all capabilities of both answers, beside the share of all capabilities that is needed. */
export function forecasts(runs: readonly RunRecord[]): { readonly rules: Forecast; readonly share: Forecast } {
  const findings = runs.flatMap(recordedFindings);
  const outcomes = runs.flatMap((run) =>
    searchedCases(run).flatMap((one) => {
      const prior = priorFor(one, run, { findings, next: undefined, knowledge: 'other cases', read: one });
      return (['faithful', 'exitZero'] as const).flatMap((answer) => outcomesOf(one, answer, prior));
    }),
  );
  const share = sum(outcomes.map(({ needed }) => Number(needed))) / outcomes.length;
  return { rules: rate(outcomes), share: rate(outcomes.map(({ needed }) => ({ needed, weight: share }))) };
}

/** The calibration that leaves a case out. */
export function calibrationWithout(caseId: string, findings: readonly RecordedFinding[]): Calibration {
  return calibrate(findings.filter((finding) => finding.caseId !== caseId));
}

interface Known {
  readonly findings: readonly RecordedFinding[];
  readonly next: RunRecord | undefined;
  readonly knowledge: Knowledge;
  /** The case whose Dockerfile is read. */
  readonly read: CaseRecord;
}

function priorFor(one: CaseRecord, run: RunRecord, { findings, next, knowledge, read }: Known): CasePrior | undefined {
  if (knowledge === 'nothing') return undefined;
  const calibration = calibrationWithout(one.id, findings);
  const unshared = (Object.keys(RULES) as RuleName[]).filter((name) => calibration.rules[name] === undefined);
  const sources: PriorSources = {
    records: knowledge === 'other executor' && next !== undefined ? [next] : [],
    calibration,
    ...(knowledge === 'shared rules' && { without: new Set(unshared) }),
  };
  const question = {
    caseId: one.id,
    instructions: read.instructions,
    baseReferences: read.bases.map(({ reference }) => reference),
    universe: setOfNames(one.universe),
    builder: run.builder,
    contextSha256: one.contextSha256 ?? undefined,
  };
  return casePrior(question, sources);
}

interface ForecastOutcome {
  readonly weight: number;
  readonly needed: boolean;
}

function outcomesOf(one: CaseRecord, answer: Answer, prior: CasePrior | undefined): ForecastOutcome[] {
  const sets = one[answer].minimalSets.map(setOfNames);
  return capabilitiesOf(setOfNames(one.universe)).map((name) => ({
    weight: prior?.[answer].weights?.[name] ?? 0,
    needed: sets.some((set) => isSubset(setOf(name), set)),
  }));
}

function rate(outcomes: readonly ForecastOutcome[]): Forecast {
  const surprise = ({ weight, needed }: ForecastOutcome): number => -Math.log2(needed ? weight : 1 - weight);
  return {
    brier: sum(outcomes.map(({ weight, needed }) => (weight - Number(needed)) ** 2)) / outcomes.length,
    logLoss: sum(outcomes.map(surprise)) / outcomes.length,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
