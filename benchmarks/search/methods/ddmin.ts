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
 * Delta debugging (Zeller and Hildebrandt 2002) with what monotony implies taken for granted, so that no answer is bought
 * twice. Gives one set that fails without any single member; says nothing of others.
 */
export function* ddmin(task: Task): Asking<Claim> {
  const memory = new Memory(task);
  if (yield* memory.passes(EMPTY_SET)) return { minimalSets: [EMPTY_SET], complete: true };
  let current = shuffled(singletons(task.universe), seededRandom(task.seed));
  let parts = 2;
  while (current.length > 1) {
    const chunks = splitInto(current, parts);
    const chunk = yield* memory.firstPassing(chunks.map(join));
    const complements = parts > 2 ? chunks.map((own) => difference(join(current), join(own))) : [];
    const complement = chunk === undefined ? yield* memory.firstPassing(complements) : undefined;
    const smaller = chunk ?? complement;
    if (smaller !== undefined) {
      current = current.filter((single) => (single & smaller) !== 0n);
      parts = chunk === undefined ? Math.max(parts - 1, 2) : 2;
    } else if (parts === current.length) break;
    else parts = Math.min(parts * 2, current.length);
  }
  return { minimalSets: [join(current)], complete: false };
}

function splitInto(members: readonly CapabilitySet[], parts: number): CapabilitySet[][] {
  return Array.from({ length: parts }, (_, part) =>
    members.slice(Math.floor((part * members.length) / parts), Math.floor(((part + 1) * members.length) / parts)),
  );
}

function join(members: readonly CapabilitySet[]): CapabilitySet {
  return members.reduce(union, EMPTY_SET);
}
