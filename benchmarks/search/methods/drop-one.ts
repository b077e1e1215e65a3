import { difference, EMPTY_SET, singletons, union } from '../../../harness/capabilities/capability-set.ts';
import { type Asking, type Claim, Memory, type Task } from './method.ts';

/**
 * What people do by hand: leave out one capability after the other, and keep those without which the build fails. Right where
 * there is one minimal set. Where there are several it gives what they share, which does not even build, and does not notice.
 */
export function* dropOne(task: Task): Asking<Claim> {
  const memory = new Memory(task);
  const { universe } = task;
  yield* memory.ask(singletons(universe).map((single) => difference(universe, single)));
  const needed = singletons(universe).filter((single) => memory.statusOf(difference(universe, single)) === 'fail');
  return { minimalSets: [needed.reduce(union, EMPTY_SET)], complete: true };
}
