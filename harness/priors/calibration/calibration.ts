import type { Capability } from '../../capabilities/capability.ts';
import type { CaseFeature } from '../dockerfile/case-feature.ts';
import { type RuleName, ruleOf } from '../dockerfile/rules.ts';

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

/** The base that a feature is about, as calibrations name it: without tag and digest. */
export function rootFeature({ name, words }: CaseFeature): string[] {
  return name === 'unpacked-base' ? [words.replace(/@.*$/, '').replace(/:[^/:]*$/, '')] : [];
}

/** The counts of several calibrations together. */
export function addCalibrations(a: Calibration, b: Calibration): Calibration {
  return { rules: addAll(a.rules, b.rules), bases: addAll(a.bases, b.bases) };
}

/** What was counted before, with as much again or as much less. */
export function addTally(before: Tally = NOTHING, tally: Tally, sign: 1 | -1 = 1): Tally {
  return {
    cases: before.cases + sign * tally.cases,
    findings: before.findings + sign * tally.findings,
    faithful: before.faithful + sign * tally.faithful,
    exitZero: before.exitZero + sign * tally.exitZero,
  };
}

const NOTHING: Tally = { cases: 0, findings: 0, faithful: 0, exitZero: 0 };

/** The capabilities that a rule speaks for. */
export function capabilitiesSpokenFor(name: RuleName): Capability[] {
  return Object.keys(ruleOf(name).beliefs) as Capability[];
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
    sum[capability] = addTally(sum[capability], tally);
  }
  return sum;
}
