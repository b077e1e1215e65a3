import type { Capability } from '../capabilities/capability.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { canBaseNeed } from './base-need.ts';
import type { BuilderVersion } from './builder-version.ts';
import {
  type Calibration,
  capabilitiesSpokenFor,
  rootFeature,
  type Tallies,
  type Tally,
} from './calibration/calibration.ts';
import type { CaseFeature } from './dockerfile/case-feature.ts';
import { beliefIn, ruleOf } from './dockerfile/rules.ts';

/** What one feature says of one capability. */
export interface Signal {
  readonly capability: Capability;
  readonly feature: CaseFeature;
  /** How probable it makes the need, for each answer. */
  readonly faithful: number;
  readonly exitZero: number;
  /** The findings behind it, of which there may be none. */
  readonly tally: Tally | undefined;
  /** Whether those findings are of other base images than the one at hand. */
  readonly isOfOthers: boolean;
}

/** What a base lets expect of a capability that only its own findings name. */
const UNEXPECTED = 0.02;

/** What features say of a build, given what was counted. */
export function signalsOf(
  features: readonly CaseFeature[],
  calibration: Calibration,
  builder?: BuilderVersion,
): Signal[] {
  return features.flatMap((feature) => {
    const counted = calibration.rules[feature.name] ?? {};
    const own = capabilitiesSpokenFor(feature.name).map((capability) => signal(feature, capability, counted));
    const [base] = rootFeature(feature);
    if (base === undefined) return own;
    return withBase(feature, own, calibration.bases[base] ?? {}).filter(({ capability }) =>
      canBaseNeed(capability, builder),
    );
  });
}

function signal(feature: CaseFeature, capability: Capability, counted: Tallies): Signal {
  const tally = counted[capability];
  const rule = ruleOf(feature.name);
  const weight = (answer: Answer): number => blend(beliefIn(rule, capability, answer) ?? UNEXPECTED, tally, answer);
  // Where a failure is swallowed, only the image can tell the need.
  const exitZero = feature.swallowed ? 0 : weight('exitZero');
  return {
    capability,
    feature,
    faithful: weight('faithful'),
    exitZero,
    tally,
    isOfOthers: feature.name === 'unpacked-base',
  };
}

/** What bases in general let expect is the belief that the findings with this very base correct. */
function withBase(feature: CaseFeature, general: readonly Signal[], counted: Tallies): Signal[] {
  const capabilities = [...new Set([...general.map(({ capability }) => capability), ...namesOf(counted)])];
  return capabilities.map((capability) => {
    const before = general.find((other) => other.capability === capability);
    const tally = counted[capability];
    return {
      capability,
      feature,
      faithful: blend(before?.faithful ?? UNEXPECTED, tally, 'faithful'),
      exitZero: blend(before?.exitZero ?? UNEXPECTED, tally, 'exitZero'),
      tally: tally ?? before?.tally,
      isOfOthers: tally === undefined,
    };
  });
}

/** A belief counts as much as the findings of one case. */
function blend(belief: number, tally: Tally | undefined, answer: Answer): number {
  if (tally === undefined || tally.findings === 0) return belief;
  return (belief + (tally[answer] / tally.findings) * tally.cases) / (1 + tally.cases);
}

function namesOf(tallies: Tallies): Capability[] {
  return Object.keys(tallies) as Capability[];
}
