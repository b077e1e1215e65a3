import type { Capability } from '../../capabilities/capability.ts';
import { type CapabilitySet, EMPTY_SET, union } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import type { BuilderVersion } from '../builder-version.ts';
import type { CaseFeature } from '../dockerfile/case-feature.ts';
import { caseFeatures } from '../dockerfile/case-features.ts';
import { ruleOf } from '../dockerfile/rules.ts';

/** What a record proves of one case, with what its Dockerfile showed beforehand. */
export interface RecordedFinding {
  readonly caseId: string;
  readonly builder: BuilderVersion;
  readonly features: readonly CaseFeature[];
  readonly universe: CapabilitySet;
  /** Everything that some minimal set holds. */
  readonly faithful: CapabilitySet;
  readonly exitZero: CapabilitySet;
}

/** The findings of a record. Cases that are not decided tell nothing; nor do those of which the Dockerfile is not recorded. */
export function recordedFindings({ cases, builder }: Pick<RunRecord, 'cases' | 'builder'>): RecordedFinding[] {
  const decided = cases.filter(({ faithful, exitZero }) => faithful.complete && exitZero.complete);
  return decided
    .filter(({ instructions }) => instructions.length > 0)
    .map((one) => ({
      caseId: one.id,
      builder,
      features: featuresFor(
        caseFeatures(
          one.instructions,
          one.bases.map(({ reference }) => reference),
        ),
        builder,
      ),
      universe: setOfNames(one.universe),
      faithful: neededBy(one.faithful),
      exitZero: neededBy(one.exitZero),
    }));
}

/** The features that matter for a builder. */
export function featuresFor(features: readonly CaseFeature[], builder: BuilderVersion | undefined): CaseFeature[] {
  return features.filter(({ name }) => builder === undefined || ruleOf(name).holdsFor?.(builder) !== false);
}

/** Whether a feature other than the base lets expect a capability. */
export function isSpokenFor(capability: Capability, features: readonly CaseFeature[]): boolean {
  return features.some(({ name }) => name !== 'unpacked-base' && ruleOf(name).beliefs[capability] !== undefined);
}

function neededBy({ minimalSets }: CaseRecord['faithful']): CapabilitySet {
  return minimalSets.map(setOfNames).reduce(union, EMPTY_SET);
}
