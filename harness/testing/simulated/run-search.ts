import { type CapabilitySet, formatSet, sizeOf } from '../../capabilities/capability-set.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import { buildLedger, type Ledger } from '../../search/ledger/ledger.ts';
import { pick } from '../../search/picker/picker.ts';
import type { Prior } from '../../search/picker/prior.ts';
import type { PickOptions } from '../../search/picker/search-state.ts';
import { confirmationsDue, retriesDue } from '../../search/repeats.ts';
import { seededRandom } from '../../search/seeded-random.ts';
import type { Oracle } from './oracles.ts';

/** How long a trial takes, by its outcome. */
export type DurationOf = (outcome: ReturnType<Oracle>, random: () => number) => number;

/** A pass takes one unit, and a failure ends anywhere on the way there. */
export const endsEarlyIfItFails: DurationOf = (outcome, random) => (outcome === 'pass' ? 1 : 0.1 + 0.9 * random());

/** A search to simulate. */
export interface SimulatedSearch {
  readonly universe: CapabilitySet;
  readonly oracle: Oracle;
  readonly prior?: Prior;
  /** @default 1 */
  readonly slots?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Whether a new trial starts as soon as a slot is free, or only when all are. @default 'as-slots-free' */
  readonly dispatch?: 'as-slots-free' | 'in-rounds';
  /** How many agreeing failures each border failure needs. @default 1 */
  readonly confirm?: number;
  /** Whether surprising failures are repeated at once. @default false */
  readonly retry?: boolean;
  /** What is known at the start. @default the reference build passed */
  readonly facts?: readonly Fact[];
  /** @default no limit */
  readonly maxTrials?: number;
  /** @default a pass takes one unit, a failure ends earlier */
  readonly durationOf?: DurationOf;
  /** What passes and failures are expected to take. @default not told to the picker */
  readonly cost?: PickOptions['cost'];
  /** @default the picker under test */
  readonly picker?: typeof pick;
}

/** How a simulated search went. */
export interface SearchResult {
  readonly ledger: Ledger;
  /** The sets of all trials in the order in which they started. */
  readonly asked: readonly CapabilitySet[];
  readonly rounds: number;
  /** In the units of the durations. */
  readonly makespan: number;
  /** The time that trials took together, those that were cancelled included. */
  readonly work: number;
}

interface Running {
  readonly set: CapabilitySet;
  readonly trial: string;
  readonly isRepeat: boolean;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly outcome: ReturnType<Oracle>;
}

/** The fact that the reference build with the whole universe passed. */
export function referenceFact(universe: CapabilitySet): Fact {
  return { set: universe, outcome: 'pass', trial: 'reference' };
}

/**
 * Runs a search against an oracle on a virtual clock: a pass takes one unit, a failure ends earlier, a trial is cancelled when
 * its answer becomes implied.
 *
 * @throws Error if the picker asks a set that is decided or in flight, more than there are slots, or nothing with work left.
 */
export function runSearch(search: SimulatedSearch): SearchResult {
  const { universe, oracle, slots = 1, seed = 1, dispatch = 'as-slots-free', maxTrials = Infinity } = search;
  const { durationOf = endsEarlyIfItFails } = search;
  const random = seededRandom(seed);
  const facts: Fact[] = [...(search.facts ?? [referenceFact(universe)])];
  const asked: CapabilitySet[] = [];
  const attempts = new Map<CapabilitySet, number>();
  let ledger = buildLedger(universe, facts);
  let running: Running[] = [];
  let now = 0;
  let rounds = 0;
  let work = 0;

  const start = (set: CapabilitySet, isRepeat: boolean): void => {
    const attempt = attempts.get(set) ?? 0;
    attempts.set(set, attempt + 1);
    asked.push(set);
    const outcome = oracle(set, attempt);
    const endsAt = now + durationOf(outcome, random);
    running.push({ set, trial: `t${facts.length}-${asked.length}`, isRepeat, startedAt: now, endsAt, outcome });
  };

  const fill = (): void => {
    for (const { set, isRepeat } of nextTrials(search, ledger, running)) {
      if (asked.length < maxTrials && running.length < slots) start(set, isRepeat);
    }
  };

  for (fill(); running.length > 0; fill()) {
    rounds += 1;
    const firstEnd = Math.min(...running.map((trial) => trial.endsAt));
    const ended = running.filter((trial) => dispatch === 'in-rounds' || trial.endsAt === firstEnd);
    now = Math.max(...ended.map((trial) => trial.endsAt));
    for (const { set, outcome, trial } of ended) {
      if (outcome !== 'inconclusive') facts.push({ set, outcome, trial });
    }
    ledger = buildLedger(universe, facts);
    const goesOn = running.filter((trial) => !ended.includes(trial) && !isSuperfluous(trial, ledger));
    for (const trial of running) {
      if (!goesOn.includes(trial)) work += Math.min(trial.endsAt, now) - trial.startedAt;
    }
    running = goesOn;
  }
  return { ledger, asked, rounds, makespan: now, work };
}

function isSuperfluous(trial: Running, ledger: Ledger): boolean {
  return !trial.isRepeat && ledger.statusOf(trial.set).status !== 'unknown';
}

function nextTrials(search: SimulatedSearch, ledger: Ledger, running: readonly Running[]) {
  const { prior = {}, slots = 1, seed = 1, confirm = 1, retry = false, cost, picker = pick } = search;
  const inFlight = running.map((trial) => trial.set);
  const retries = retry ? retriesDue(ledger, prior.guesses ?? [], inFlight) : [];
  const picks = picker(ledger, prior, { slots, inFlight, seed, ...(cost !== undefined && { cost }) });
  // As in the tool, confirmations that any certificate will hold fill the slots that questions leave.
  const confirmations = confirmationsDue(ledger, confirm, [...inFlight, ...retries]);
  if (picks.length > slots - inFlight.length) throw new Error(`${picks.length} sets for too few slots`);
  for (const set of picks) {
    if (ledger.statusOf(set).status !== 'unknown') throw new Error(`${formatSet(set)} is decided`);
    if (inFlight.includes(set)) throw new Error(`${formatSet(set)} is in flight`);
  }
  if (new Set(picks).size < picks.length) throw new Error('A set was picked twice');
  if (inFlight.length + picks.length === 0 && !ledger.complete)
    throw new Error(`Stuck with ${sizeOf(ledger.universe)}`);
  return [
    ...retries.map((set) => ({ set, isRepeat: true })),
    ...picks.map((set) => ({ set, isRepeat: false })),
    ...confirmations.map((set) => ({ set, isRepeat: true })),
  ];
}
