import type { CapabilitySet } from '../../../harness/capabilities/capability-set.ts';
import { seededRandom } from '../../../harness/search/seeded-random.ts';
import type { Oracle } from '../../../harness/testing/simulated/oracles.ts';
import type { DurationOf } from '../../../harness/testing/simulated/run-search.ts';
import type { Outcome } from '../../../harness/vocabulary/answer.ts';
import type { Claim, Method, Task } from './method.ts';

/** A method to run against an oracle on a virtual clock. */
export interface MethodRun extends Task {
  readonly oracle: Oracle;
  readonly durationOf: DurationOf;
  /** How often a set must fail before the method is told so; a pass ends the repeats. */
  readonly confirm: number;
}

/** How a run went. */
export interface MethodResult extends Claim {
  readonly trials: number;
  readonly rounds: number;
  readonly makespan: number;
  /** The time of all trials together. */
  readonly work: number;
}

/** Runs the method: the sets that it asks together start together, and it goes on when all have ended. */
export function runMethod(method: Method, { oracle, durationOf, confirm, ...task }: MethodRun): MethodResult {
  const random = seededRandom(task.seed);
  const attempts = new Map<CapabilitySet, number>();
  const totals = { trials: 0, rounds: 0, makespan: 0, work: 0 };
  const runTogether = (sets: readonly CapabilitySet[]): Outcome[] => {
    const ended = sets.map((set) => {
      const attempt = attempts.get(set) ?? 0;
      attempts.set(set, attempt + 1);
      const outcome: Outcome = oracle(set, attempt) === 'pass' ? 'pass' : 'fail';
      return { outcome, duration: durationOf(outcome, random) };
    });
    const durations = ended.map(({ duration }) => duration);
    totals.trials += sets.length;
    totals.rounds += 1;
    totals.makespan += Math.max(...durations);
    totals.work += durations.reduce((a, b) => a + b, 0);
    return ended.map(({ outcome }) => outcome);
  };
  const asking = method(task);
  let step = asking.next();
  while (step.done !== true) {
    const asked = step.value;
    if (asked.length === 0 || asked.length > task.slots)
      throw new Error(`${asked.length} sets for ${task.slots} slots`);
    const passed = new Set<CapabilitySet>();
    for (let time = 0; time < confirm && passed.size < asked.length; time += 1) {
      const doubtful = asked.filter((set) => !passed.has(set));
      for (const [index, outcome] of runTogether(doubtful).entries()) {
        const set = doubtful[index];
        if (outcome === 'pass' && set !== undefined) passed.add(set);
      }
    }
    step = asking.next(asked.map((set) => (passed.has(set) ? 'pass' : 'fail')));
  }
  return { ...step.value, ...totals };
}
