import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { type CaseState, factsFor } from '../../proof/case-state.ts';
import type { JudgedTrial } from '../../proof/judge.ts';
import type { CaseRecord } from '../../record/record.ts';
import { buildLedger } from '../../search/ledger/ledger.ts';
import type { CasePrior } from '../../search/picker/prior.ts';
import { seededRandom } from '../../search/seeded-random.ts';
import { searchQuestions } from '../../strategies/search-questions.ts';
import { recordedVerdict } from '../examples/recorded-case.ts';

/** How many trials a search starts with this prior until both answers of a recorded case are decided; the reference is given. */
export function searchRecordedCase(
  one: CaseRecord,
  { prior, slots = 1, seed = 1 }: { readonly prior?: CasePrior; readonly slots?: number; readonly seed?: number },
): CapabilitySet[] {
  const universe = setOfNames(one.universe);
  const random = seededRandom(seed);
  const asked: CapabilitySet[] = [];
  let trials: readonly JudgedTrial[] = [trialOf(one, universe, 0)];
  let running: { readonly trial: JudgedTrial; readonly endsAt: number }[] = [];
  let now = 0;
  for (;;) {
    const state = stateOf(universe, trials);
    const inFlight = running.map(({ trial }) => trial.observation.capabilities);
    const picked = searchQuestions(state, prior, { slots, seed, inFlight }).filter((set) => !inFlight.includes(set));
    for (const set of picked.slice(0, slots - running.length)) {
      asked.push(set);
      const trial = trialOf(one, set, asked.length);
      // A success takes the whole build, a failure a part of it.
      running.push({ trial, endsAt: now + (trial.verdict.kind === 'failed' ? 0.1 + 0.9 * random() : 1) });
    }
    if (running.length === 0) {
      if (!state.faithful.complete || !state.exitZero.complete) throw new Error(`The search of ${one.id} is stuck`);
      return asked;
    }
    now = Math.min(...running.map(({ endsAt }) => endsAt));
    trials = [...trials, ...running.filter(({ endsAt }) => endsAt === now).map(({ trial }) => trial)];
    running = running.filter(({ endsAt }) => endsAt > now);
  }
}

function stateOf(universe: CapabilitySet, trials: readonly JudgedTrial[]): CaseState {
  const judged = { universe, trials, about: new Map(), unsteady: [] };
  return {
    universe,
    trials,
    varied: new Map(),
    fills: [],
    mask: { entries: [] },
    about: new Map(),
    reference: { kind: 'sound', builds: 2, failures: 0, trial: null },
    filling: undefined,
    unsteady: [],
    unsettled: [],
    faithful: buildLedger(universe, factsFor('faithful', judged)),
    exitZero: buildLedger(universe, factsFor('exitZero', judged)),
  };
}

function trialOf(one: CaseRecord, capabilities: CapabilitySet, number: number): JudgedTrial {
  const verdict = recordedVerdict(one, capabilities);
  const startedAt = new Date(Date.UTC(2026, 0, 1)).toISOString();
  const observation = {
    trial: `t${number}`,
    capabilities,
    purpose: 'search' as const,
    variation: null,
    alone: false,
    evidence: null,
    // Nobody looks at what was built: the verdict is given.
    outcome: { kind: 'cancelled' as const },
    log: [],
    startedAt,
    durationMs: 1,
    readyMs: null,
    witness: null,
    registry: null,
  };
  return { observation, verdict };
}
