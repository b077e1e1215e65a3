import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  singletons,
  union,
} from '../../../harness/capabilities/capability-set.ts';
import { seededRandom, shuffled } from '../../../harness/search/seeded-random.ts';
import { type Asking, type Claim, Memory, type Task } from './method.ts';

/**
 * QuickXplain (Junker 2004), then the proof that the set it found is the only one: the universe without any of its members
 * fails. Gives one minimal set, and tells whether there are others but not which.
 */
export function* quickXplain(task: Task): Asking<Claim> {
  const memory = new Memory(task);
  const members = shuffled(singletons(task.universe), seededRandom(task.seed));
  const found = (yield* memory.passes(EMPTY_SET)) ? EMPTY_SET : yield* explain(memory, EMPTY_SET, false, members);
  const withoutEach = singletons(found).map((single) => difference(task.universe, single));
  yield* memory.ask(withoutEach);
  return { minimalSets: [found], complete: withoutEach.every((set) => memory.statusOf(set) === 'fail') };
}

/** The members that a minimal set needs beside the background; `isNew` when the background has grown since it was last asked. */
function* explain(
  memory: Memory,
  background: CapabilitySet,
  isNew: boolean,
  members: readonly CapabilitySet[],
): Asking<CapabilitySet> {
  if (isNew && (yield* memory.passes(background))) return EMPTY_SET;
  if (members.length <= 1) return members.reduce(union, EMPTY_SET);
  const half = Math.ceil(members.length / 2);
  const [first, second] = [members.slice(0, half), members.slice(half)];
  const ofSecond = yield* explain(memory, first.reduce(union, background), true, second);
  const ofFirst = yield* explain(memory, union(background, ofSecond), ofSecond !== EMPTY_SET, first);
  return union(ofFirst, ofSecond);
}
