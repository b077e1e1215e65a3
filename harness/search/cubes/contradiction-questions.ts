import { type CapabilitySet, singletons, sizeOf, union } from '../../capabilities/capability-set.ts';
import { cubeOf, meet } from '../../capabilities/cube.ts';
import type { Fact } from '../ledger/fact.ts';
import { type Contradiction, contradictionsIn, differenceBetween } from './contradictions.ts';
import { hiddenChannels, isRepeated } from './hidden-channels.ts';

/**
 * The set that tells most about trials of one cube that contradict each other. Each is repeated: if a set disagrees with itself the
 * case is flaky. If not, something decides that the kernel is not asked about: the capability is found by halving. Undefined if
 * nothing contradicts, or nothing more can be found out.
 */
export function contradictionQuestion(facts: readonly Fact[]): CapabilitySet | undefined {
  const pairs = contradictionsIn(facts, hiddenChannels(facts)).toSorted(byDifference);
  const [pair] = pairs;
  if (pair === undefined) return undefined;
  const doubted = [pair.fail.set, pair.pass.set].find((set) => !isRepeated(facts, set));
  return doubted ?? setBetween(pair);
}

function byDifference(a: Contradiction, b: Contradiction): number {
  if (a.isDirect !== b.isDirect) return a.isDirect ? -1 : 1;
  return sizeOf(differenceBetween(a)) - sizeOf(differenceBetween(b));
}

/** A set half way between the two, which by the rule has to show what one of them showed. */
function setBetween(pair: Contradiction): CapabilitySet | undefined {
  const { pass, fail, isDirect } = pair;
  if (!isDirect) return meet(cubeOf(pass.set, pass.asked), cubeOf(fail.set, fail.asked))?.granted;
  const differing = singletons(differenceBetween(pair));
  if (differing.length < 2) return undefined;
  const half = differing.slice(0, Math.floor(differing.length / 2)).reduce(union);
  return (pass.set ^ half) as CapabilitySet;
}
