import type { Capability } from '../capabilities/capability.ts';
import {
  type CapabilitySet,
  capabilitiesOf,
  difference,
  EMPTY_SET,
  setOf,
  union,
} from '../capabilities/capability-set.ts';
import type { RunRecord } from '../record/record.ts';
import type { CasePrior, Prior } from '../search/picker/prior.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { Instruction } from '../vocabulary/case.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import type { BuilderVersion } from './builder-version.ts';
import type { Calibration } from './calibration/calibration.ts';
import { FindingCounts } from './calibration/finding-counts.ts';
import { featuresFor, recordedFindings } from './calibration/recorded-finding.ts';
import { caseFeatures } from './dockerfile/case-features.ts';
import type { RuleName } from './dockerfile/rules.ts';
import { earlierFindings, type KnownFindings } from './earlier-finding.ts';
import { reasonsFor } from './reasons.ts';
import { type Signal, signalsOf } from './signals.ts';

/** A case of which something is to be guessed. */
export interface PriorQuestion {
  readonly caseId: string;
  readonly instructions: readonly Instruction[];
  readonly baseReferences: readonly string[];
  readonly universe: CapabilitySet;
  readonly builder?: BuilderVersion | undefined;
  readonly contextSha256?: string | undefined;
  readonly configuration?: Configuration | undefined;
}

/** What a guess is made from. */
export interface PriorSources {
  /** Earlier records, the most telling first. */
  readonly records: readonly RunRecord[];
  /** What else is known of the same cases, as a lock file keeps it. @default none */
  readonly known?: readonly KnownFindings[];
  /** What was counted on other records. */
  readonly calibration: Calibration;
  /** Rules to leave out, to see what they are worth. @default none */
  readonly without?: ReadonlySet<RuleName>;
}

/** The same for many guesses. */
export interface CountedSources extends PriorSources {
  /** What the records say of the rules, to which a run adds what it finds: other cases of the same corpus tell most. */
  readonly counted: FindingCounts;
}

/** Counts what the records say once. */
export function countSources<Sources extends PriorSources>(sources: Sources): Sources & CountedSources {
  const counted = new FindingCounts(sources.calibration);
  counted.add(sources.records.flatMap(recordedFindings));
  return { ...sources, counted };
}

/** What is believed of a case before its first trial, and why. */
export function casePrior(question: PriorQuestion, sources: PriorSources | CountedSources): CasePrior {
  const { records, known: kept = [], without, counted } = 'counted' in sources ? sources : countSources(sources);
  const known = counted.without(question.caseId);
  const features = featuresFor(caseFeatures(question.instructions, question.baseReferences), question.builder);
  const signals = signalsOf(
    features.filter(({ name }) => without?.has(name) !== true),
    known,
    question.builder,
  );
  const earlier = earlierFindings(question, [...kept, ...records]);
  const expected = (sets: readonly CapabilitySet[] | undefined): Pick<Prior, 'expected'> =>
    earlier?.isOfSameBuild === true && sets !== undefined ? { expected: sets } : {};
  return {
    faithful: { ...priorOf('faithful', question.universe, signals, earlier?.faithful), ...expected(earlier?.faithful) },
    exitZero: { ...priorOf('exitZero', question.universe, signals, earlier?.exitZero), ...expected(earlier?.exitZero) },
    because: [...(earlier?.because ?? []), ...reasonsFor(signals, question.universe)],
  };
}

/** A capability that is more probable than this is guessed to be needed. */
const LIKELY = 0.5;
/** One that is more probable than this belongs to the larger guess, which is taken up when the smaller fails. */
const POSSIBLE = 0.15;
/** What a capability that nothing speaks for is given. */
const UNEXPECTED = 0.03;

function priorOf(
  answer: Answer,
  universe: CapabilitySet,
  signals: readonly Signal[],
  earlier: readonly CapabilitySet[] | undefined,
): Prior {
  const weights = weightsOf(answer, universe, signals);
  const above = (threshold: number): CapabilitySet =>
    setOf(...capabilitiesOf(universe).filter((name) => (weights[name] ?? 0) > threshold));
  const likely = above(LIKELY);
  const expected = earlier ?? [likely, ...fallbacks(answer, universe, likely, signals)];
  const larger = expected.reduce(union, union(likely, above(POSSIBLE)));
  return { guesses: [...new Set([...expected, larger])], weights };
}

/** Each rule counts once, however often it applies; independent rules add up. */
function weightsOf(
  answer: Answer,
  universe: CapabilitySet,
  signals: readonly Signal[],
): Partial<Record<Capability, number>> {
  const weights: Partial<Record<Capability, number>> = {};
  for (const capability of capabilitiesOf(universe)) {
    const byRule = new Map<string, number>();
    for (const { feature, ...signal } of signals) {
      if (signal.capability !== capability || feature.isFallback) continue;
      byRule.set(feature.name, Math.max(byRule.get(feature.name) ?? 0, signal[answer]));
    }
    weights[capability] = 1 - [...byRule.values()].reduce((none, weight) => none * (1 - weight), 1 - UNEXPECTED);
  }
  return weights;
}

/**
 * What a build falls back on is another way to the same end: whoever cannot read the files of others may become their owner.
 */
function fallbacks(
  answer: Answer,
  universe: CapabilitySet,
  likely: CapabilitySet,
  signals: readonly Signal[],
): CapabilitySet[] {
  const needed = signals.filter((signal) => signal.feature.isFallback && signal[answer] > LIKELY);
  const added = needed.map(({ capability }) => setOf(capability)).reduce(union, EMPTY_SET);
  const within = (added & universe) as CapabilitySet;
  return within === EMPTY_SET ? [] : [union(difference(likely, setOf('DAC_OVERRIDE')), within)];
}
