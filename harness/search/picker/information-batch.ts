import {
  type CapabilitySet,
  difference,
  EMPTY_SET,
  isSubset,
  singletons,
  union,
} from '../../capabilities/capability-set.ts';
import { fewMinimalTransversals } from '../ledger/transversals.ts';
import { drawOne, seededRandom } from '../seeded-random.ts';
import { drawParticles, type Particle } from './particles.ts';
import type { SearchState } from './search-state.ts';
import { expectedTime } from './trial-cost.ts';

const PARTICLES = 100;
const CERTIFICATE_CANDIDATES = 100;
const OPEN_CANDIDATES = 100;
const RANDOM_CANDIDATES = 60;
/** A particle with a larger certificate offers its minimal sets only, so that a batch is ready in a fraction of a second. */
const TRANSVERSALS_PER_PARTICLE = 150;
/** What a sure member of the certificate is worth, in bits. */
const CERTIFICATE_VALUE = 0.5;
/** A set that tells less than this many bits and is less probably in the certificate than `WORTHWHILE_CHANCE` waits. */
const WORTHWHILE_BITS = 0.3;
const WORTHWHILE_CHANCE = 0.6;

interface Candidate {
  readonly set: CapabilitySet;
  /** The share of particles whose certificate holds the set. */
  readonly chance: number;
  /** Whether the set passes, for each particle. */
  readonly passes: readonly boolean[];
  /** What its trial is expected to take, in units of a failure. */
  readonly time: number;
}

/**
 * The sets whose answers together tell most about which of many conceivable answers is right. Joint information is submodular,
 * so choosing greedily comes within 1 - 1/e of the best batch.
 */
export function informationBatch(state: SearchState): CapabilitySet[] {
  const { ledger, options, pending, weigh } = state;
  const random = seededRandom(options.seed + ledger.facts.length);
  const particles = drawParticles({ ledger, weigh, random }, PARTICLES);
  const excluded = new Set([...options.inFlight, ...(options.blocked ?? [])]);
  const candidates = drawCandidates(state, particles, random).filter(({ set }) => !excluded.has(set));
  let classes = particles.map(() => 0);
  for (const set of pending) classes = split(classes, passesOf(set, particles));
  const chosen: CapabilitySet[] = [];
  for (let free = options.slots - options.inFlight.length; free > 0; free -= 1) {
    const best = bestOf(candidates, classes, chosen);
    if (best === undefined) break;
    chosen.push(best.set);
    classes = split(classes, best.passes);
  }
  return chosen;
}

function bestOf(candidates: readonly Candidate[], classes: number[], chosen: readonly CapabilitySet[]) {
  const known = entropy(classes);
  let best: { candidate: Candidate; score: number } | undefined;
  for (const candidate of candidates) {
    if (chosen.includes(candidate.set)) continue;
    const gain = entropy(split(classes, candidate.passes)) - known;
    if (gain < WORTHWHILE_BITS && candidate.chance < WORTHWHILE_CHANCE) continue;
    const score = (gain + CERTIFICATE_VALUE * candidate.chance) / candidate.time;
    if (best === undefined || score > best.score) best = { candidate, score };
  }
  return best?.candidate;
}

function drawCandidates(state: SearchState, particles: readonly Particle[], random: () => number): Candidate[] {
  const counts = new Map<CapabilitySet, number>();
  for (const member of particles.flatMap((particle) => certificateOf(particle, state.ledger.universe))) {
    counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  const unknown = [...counts].filter(([set]) => state.statusOf(set) === 'unknown');
  const frequent = unknown.sort(([, a], [, b]) => b - a).slice(0, CERTIFICATE_CANDIDATES);
  const drawn = Array.from({ length: RANDOM_CANDIDATES }, () => drawSet(state, particles, random));
  const sets = new Set([...frequent.map(([set]) => set), ...state.ledger.open().slice(0, OPEN_CANDIDATES), ...drawn]);
  return [...sets]
    .filter((set) => state.statusOf(set) === 'unknown')
    .map((set) => {
      const passes = passesOf(set, particles);
      const passChance = passes.filter(Boolean).length / passes.length;
      const time = expectedTime(state.options.cost, passChance);
      return { set, chance: (counts.get(set) ?? 0) / PARTICLES, passes, time };
    });
}

function certificateOf(particle: Particle, universe: CapabilitySet): CapabilitySet[] {
  const transversals = fewMinimalTransversals(particle, TRANSVERSALS_PER_PARTICLE) ?? [];
  return [...particle, ...transversals.map((transversal) => difference(universe, transversal))];
}

/** A union of two conceivable minimal sets, or a passing set with some members cut off. */
function drawSet({ ledger }: SearchState, particles: readonly Particle[], random: () => number): CapabilitySet {
  const drawTerm = (): CapabilitySet => drawOne(drawOne(particles, random) ?? [], random) ?? EMPTY_SET;
  if (random() < 0.5) return union(drawTerm(), drawTerm());
  const passing = drawOne(ledger.passing, random) ?? ledger.universe;
  const share = random();
  const cut = singletons(passing).filter(() => random() < share);
  return difference(passing, cut.reduce(union, EMPTY_SET));
}

function passesOf(set: CapabilitySet, particles: readonly Particle[]): boolean[] {
  return particles.map((particle) => particle.some((term) => isSubset(term, set)));
}

/** Numbers the classes of particles that still look alike after one more answer. */
function split(classes: readonly number[], passes: readonly boolean[]): number[] {
  const numbers = new Map<number, number>();
  return classes.map((old, particle) => {
    const key = old * 2 + (passes[particle] === true ? 1 : 0);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

function entropy(classes: readonly number[]): number {
  const sizes = new Array<number>(classes.length).fill(0);
  for (const number of classes) sizes[number] = (sizes[number] ?? 0) + 1;
  const total = classes.length;
  return sizes.reduce((bits, size) => (size === 0 ? bits : bits - (size / total) * Math.log2(size / total)), 0);
}
