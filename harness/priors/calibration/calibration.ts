import type { Capability } from '../../capabilities/capability.ts';
import { type CapabilitySet, capabilitiesOf, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { canBaseNeed } from '../base-need.ts';
import type { CaseFeature } from '../dockerfile/case-feature.ts';
import { type RuleName, ruleOf } from '../dockerfile/rules.ts';
import { isSpokenFor, type RecordedFinding } from './recorded-finding.ts';

/** How often a capability was needed where something was seen. */
export interface Tally {
  /** How many cases it was seen in; the findings of one case on several builders are far from independent. */
  readonly cases: number;
  /** How many findings it was seen in, with the capability in play. */
  readonly findings: number;
  /** In how many of them a minimal set of the answer holds the capability. */
  readonly faithful: number;
  readonly exitZero: number;
}

/** For each capability that something speaks for, how often it was needed. */
export type Tallies = Readonly<Partial<Record<Capability, Tally>>>;

/** What recorded findings say of the rules. */
export interface Calibration {
  readonly rules: Readonly<Partial<Record<RuleName, Tallies>>>;
  /** By the name of a base image without its tag. */
  readonly bases: Readonly<Record<string, Tallies>>;
}

/** Counts findings. */
export function calibrate(findings: readonly RecordedFinding[]): Calibration {
  const rules: Partial<Record<RuleName, Tallies>> = {};
  for (const name of namesIn(findings)) {
    const seen = findings.filter(({ features }) =>
      features.some((feature) => feature.name === name && isPlain(feature)),
    );
    if (seen.length > 0) rules[name] = talliesOf(name, seen, capabilitiesSpokenFor(name));
  }
  const bases: Record<string, Tallies> = {};
  for (const base of [...new Set(findings.flatMap(({ features }) => features.flatMap(rootFeature)))].sort()) {
    const seen = findings.filter(({ features }) => features.flatMap(rootFeature).includes(base));
    const needed = seen.flatMap(({ faithful, exitZero }) => [...capabilitiesOf(faithful), ...capabilitiesOf(exitZero)]);
    bases[base] = talliesOf('unpacked-base', seen, [
      ...new Set([...capabilitiesSpokenFor('unpacked-base'), ...needed]),
    ]);
  }
  return { rules, bases };
}

/** What a build does without when it fails says little of what a build needs where it must succeed. */
function isPlain({ swallowed, isFallback }: CaseFeature): boolean {
  return !swallowed && !isFallback;
}

/** The base that a feature is about, as calibrations name it: without tag and digest. */
export function rootFeature({ name, words }: CaseFeature): string[] {
  return name === 'unpacked-base' ? [words.replace(/@.*$/, '').replace(/:[^/:]*$/, '')] : [];
}

/** The counts of several calibrations together. */
export function addCalibrations(a: Calibration, b: Calibration): Calibration {
  return { rules: addAll(a.rules, b.rules), bases: addAll(a.bases, b.bases) };
}

/** The capabilities that a rule speaks for. */
export function capabilitiesSpokenFor(name: RuleName): Capability[] {
  return Object.keys(ruleOf(name).beliefs) as Capability[];
}

function namesIn(findings: readonly RecordedFinding[]): RuleName[] {
  return [...new Set(findings.flatMap(({ features }) => features.map(({ name }) => name)))].sort();
}

function talliesOf(name: RuleName, seen: readonly RecordedFinding[], capabilities: readonly Capability[]): Tallies {
  const tallies: Partial<Record<Capability, Tally>> = {};
  const spokenFor = capabilitiesSpokenFor(name);
  for (const capability of capabilities.toSorted()) {
    const single = setOf(capability);
    const counted = seen.filter(({ universe, features, builder }) => {
      if (!isSubset(single, universe)) return false;
      // A base is not blamed for what something else explains.
      return name !== 'unpacked-base' || (canBaseNeed(capability, builder) && !isSpokenFor(capability, features));
    });
    const tally = tallyOf(counted, single);
    const isTelling = spokenFor.includes(capability) || tally.faithful + tally.exitZero > 0;
    if (counted.length > 0 && isTelling) tallies[capability] = tally;
  }
  return tallies;
}

function tallyOf(counted: readonly RecordedFinding[], single: CapabilitySet): Tally {
  return {
    cases: new Set(counted.map(({ caseId }) => caseId)).size,
    findings: counted.length,
    faithful: counted.filter(({ faithful }) => isSubset(single, faithful)).length,
    exitZero: counted.filter(({ exitZero }) => isSubset(single, exitZero)).length,
  };
}

function addAll<Key extends string>(
  a: Readonly<Partial<Record<Key, Tallies>>>,
  b: Readonly<Partial<Record<Key, Tallies>>>,
): Record<Key, Tallies> {
  const sum = {} as Record<Key, Tallies>;
  for (const key of [...Object.keys(a), ...Object.keys(b)] as Key[]) sum[key] = addTallies(a[key] ?? {}, b[key] ?? {});
  return sum;
}

function addTallies(a: Tallies, b: Tallies): Tallies {
  const sum: Partial<Record<Capability, Tally>> = { ...a };
  for (const [capability, tally] of Object.entries(b) as [Capability, Tally][]) {
    const other = sum[capability] ?? { cases: 0, findings: 0, faithful: 0, exitZero: 0 };
    sum[capability] = {
      cases: other.cases + tally.cases,
      findings: other.findings + tally.findings,
      faithful: other.faithful + tally.faithful,
      exitZero: other.exitZero + tally.exitZero,
    };
  }
  return sum;
}
