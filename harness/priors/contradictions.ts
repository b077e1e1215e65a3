import { type CapabilitySet, isSubset } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import type { CaseRecord, RunRecord } from '../record/record.ts';
import type { Answer } from '../vocabulary/answer.ts';
import { ANSWERS } from '../vocabulary/answer.ts';
import { differingSettings } from '../vocabulary/configuration-settings.ts';

/** A set that serves a case in one record and fails in another, of the same builder and context. */
export interface PriorContradiction {
  readonly caseId: string;
  readonly answer: Answer;
  readonly passing: CapabilitySet;
  readonly failing: CapabilitySet;
}

/** The first contradiction between two records; what differs in builder, context, configuration or bases may differ in what it needs. */
export function contradictionBetween(a: RunRecord, b: RunRecord): PriorContradiction | undefined {
  if (!isSameBuilder(a.builder, b.builder)) return undefined;
  for (const one of a.cases) {
    const other = b.cases.find((candidate) => candidate.id === one.id && isSameBuild(candidate, one));
    if (other === undefined) continue;
    for (const answer of ANSWERS) {
      const found = opposed(one[answer], other[answer]) ?? opposed(other[answer], one[answer]);
      if (found !== undefined) return { caseId: one.id, answer, ...found };
    }
  }
  return undefined;
}

function opposed(
  { minimalSets }: CaseRecord['faithful'],
  { maximalFailingSets }: CaseRecord['faithful'],
): Pick<PriorContradiction, 'passing' | 'failing'> | undefined {
  const failures = maximalFailingSets.map(setOfNames);
  for (const passing of minimalSets.map(setOfNames)) {
    const failing = failures.find((set) => isSubset(passing, set));
    if (failing !== undefined) return { passing, failing };
  }
  return undefined;
}

/** The same program; a version stands for one only within its repository. */
function isSameBuilder(a: RunRecord['builder'], b: RunRecord['builder']): boolean {
  if (a.binarySha256 !== null && b.binarySha256 !== null) return a.binarySha256 === b.binarySha256;
  if (a.imageDigest !== null && b.imageDigest !== null) return a.imageDigest === b.imageDigest;
  return a.kind === b.kind && a.repository === b.repository && a.version === b.version;
}

function isSameBuild(a: CaseRecord, b: CaseRecord): boolean {
  if (JSON.stringify(a.configuration) !== JSON.stringify(b.configuration)) return false;
  const bases = ({ bases: used }: CaseRecord): string => used.map(({ reference, digest }) => reference + digest).join();
  return (
    a.contextSha256 !== null &&
    a.contextSha256 === b.contextSha256 &&
    bases(a) === bases(b) &&
    differingSettings(a.configuration, b.configuration).length === 0
  );
}
