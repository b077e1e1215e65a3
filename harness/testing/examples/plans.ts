import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { Case } from '../../vocabulary/case.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { NO_SOURCES } from '../../vocabulary/configuration-sources.ts';
import { PLAN_VERSION, type RunPlan } from '../../vocabulary/run-plan.ts';
import type { RunPolicy } from '../../vocabulary/run-policy.ts';

/** A search and nothing but what its answer needs. */
export const UNAUDITED: RunPolicy = {
  confirm: 2,
  confidence: 0.95,
  audit: null,
  auditShare: 0,
  seed: 1,
  maxTrials: null,
  maxTimeMs: null,
  variations: [],
};

/** A case of a scratch Dockerfile with one FROM; what a test is about is given. */
export function plannedCaseOf(id: string, universe: CapabilitySet, changes: Partial<Case> = {}): Case {
  const directory = `dockerfiles/${id}`;
  return {
    id,
    title: id,
    path: directory,
    dockerfile: `/checkout/${directory}/Dockerfile`,
    file: `${directory}/Dockerfile`,
    contextDirectory: `/checkout/${directory}`,
    buildArguments: {},
    secretArguments: [],
    target: null,
    network: 'none',
    configuration: DEFAULT_CONFIGURATION,
    sources: NO_SOURCES,
    timeoutSeconds: 600,
    universe,
    instructions: [],
    baseReferences: [],
    ...changes,
  };
}

/** A search of these cases with nothing but what its answer needs; what a test is about is given. */
export function planOf(cases: readonly Case[], changes: Partial<RunPlan['question']> = {}): RunPlan {
  return {
    planVersion: PLAN_VERSION,
    begunIn: '/checkout',
    question: { cases, invalid: [], task: { kind: 'search' }, policy: UNAUDITED, substitutes: {}, ...changes },
    conduct: {
      builder: { kind: 'any' },
      jobs: null,
      trialsPerPod: 1,
      auxiliaryImage: null,
      watchKernel: true,
      contextLimitBytes: 2 ** 20,
      guesses: { enabled: false, records: [], mismatch: 'refuse' },
    },
    shard: null,
  };
}
