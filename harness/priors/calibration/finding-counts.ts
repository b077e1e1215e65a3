import type { Capability } from '../../capabilities/capability.ts';
import { capabilitiesOf, isSubset, setOf } from '../../capabilities/capability-set.ts';
import { canBaseNeed } from '../base-need.ts';
import type { CaseFeature } from '../dockerfile/case-feature.ts';
import type { RuleName } from '../dockerfile/rules.ts';
import {
  addCalibrations,
  addTally,
  type Calibration,
  capabilitiesSpokenFor,
  rootFeature,
  type Tallies,
  type Tally,
} from './calibration.ts';
import { isSpokenFor, type RecordedFinding } from './recorded-finding.ts';

/** Counts findings. */
export function calibrate(findings: readonly RecordedFinding[]): Calibration {
  const counts = new FindingCounts();
  counts.add(findings);
  return counts.without(null);
}

/** Counts findings as they come: what is counted already is not counted anew for each further one. */
export class FindingCounts {
  readonly #before: Calibration;
  readonly #findings = new Map<string, RecordedFinding[]>();
  readonly #total: Counts = new Map();
  #all: Calibration | undefined;
  #size = 0;

  /** @param before What was counted earlier, of whatever cases. */
  constructor(before: Calibration = { rules: {}, bases: {} }) {
    this.#before = before;
  }

  /** How many findings were added. */
  get size(): number {
    return this.#size;
  }

  add(findings: readonly RecordedFinding[]): void {
    for (const finding of findings) {
      const known = this.#findings.get(finding.caseId) ?? [];
      addCounts(this.#total, countsOf(known), -1);
      const all = [...known, finding];
      addCounts(this.#total, countsOf(all), 1);
      this.#findings.set(finding.caseId, all);
    }
    this.#size += findings.length;
    if (findings.length > 0) this.#all = undefined;
  }

  /** What the findings of all cases say but those of one, which is not to be guessed from its own answer; null leaves none out. */
  without(caseId: string | null): Calibration {
    const own = caseId === null ? undefined : this.#findings.get(caseId);
    if (own === undefined) {
      this.#all ??= addCalibrations(this.#before, calibrationOf(this.#total));
      return this.#all;
    }
    const others: Counts = new Map();
    addCounts(others, this.#total, 1);
    addCounts(others, countsOf(own), -1);
    return addCalibrations(this.#before, calibrationOf(others));
  }
}

/** What is counted where one rule applies, or where one base is built on; a base has a key of its own. */
interface Count {
  readonly rule: RuleName;
  readonly base: string | undefined;
  /** In how many findings it was seen. */
  seen: number;
  readonly tallies: Map<Capability, Tally>;
}

type Counts = Map<string, Count>;

/** What the findings of one case say. */
function countsOf(findings: readonly RecordedFinding[]): Counts {
  const counts: Counts = new Map();
  for (const finding of findings) {
    const rules = new Set(finding.features.filter(isPlain).map(({ name }) => name));
    for (const rule of rules) count(counts, { rule, base: undefined }, finding, capabilitiesSpokenFor(rule));
    const bases = new Set(finding.features.flatMap(rootFeature));
    for (const base of bases) count(counts, { rule: 'unpacked-base', base }, finding, capabilitiesOf(finding.universe));
  }
  return counts;
}

/** What a build does without when it fails says little of what a build needs where it must succeed. */
function isPlain({ swallowed, isFallback }: CaseFeature): boolean {
  return !swallowed && !isFallback;
}

/** Counts a finding of a case of which every finding is counted here. */
function count(
  counts: Counts,
  key: Pick<Count, 'rule' | 'base'>,
  { universe, features, builder, faithful, exitZero }: RecordedFinding,
  capabilities: readonly Capability[],
): void {
  const known = countAt(counts, key);
  known.seen += 1;
  for (const capability of capabilities) {
    const single = setOf(capability);
    if (!isSubset(single, universe)) continue;
    // A base is not blamed for what something else explains.
    const isBlamed = canBaseNeed(capability, builder) && !isSpokenFor(capability, features);
    if (key.rule === 'unpacked-base' && !isBlamed) continue;
    const before = known.tallies.get(capability);
    known.tallies.set(
      capability,
      addTally(before, {
        // All findings here are of one case.
        cases: before === undefined ? 1 : 0,
        findings: 1,
        faithful: Number(isSubset(single, faithful)),
        exitZero: Number(isSubset(single, exitZero)),
      }),
    );
  }
}

function countAt(counts: Counts, { rule, base }: Pick<Count, 'rule' | 'base'>): Count {
  const key = base === undefined ? rule : `${rule} ${base}`;
  const known = counts.get(key) ?? { rule, base, seen: 0, tallies: new Map() };
  counts.set(key, known);
  return known;
}

/** Adds the counts of another case, or takes them away. */
function addCounts(total: Counts, added: Counts, sign: 1 | -1): void {
  for (const { seen, tallies, ...key } of added.values()) {
    const known = countAt(total, key);
    known.seen += sign * seen;
    for (const [capability, tally] of tallies) {
      known.tallies.set(capability, addTally(known.tallies.get(capability), tally, sign));
    }
  }
}

function calibrationOf(counts: Counts): Calibration {
  const seen = [...counts.values()].filter((one) => one.seen > 0);
  const rules: Partial<Record<RuleName, Tallies>> = {};
  const bases: Record<string, Tallies> = {};
  for (const one of seen.toSorted((a, b) => order(a.base ?? a.rule, b.base ?? b.rule))) {
    if (one.base === undefined) rules[one.rule] = talliesOf(one);
    else bases[one.base] = talliesOf(one);
  }
  return { rules, bases };
}

/** What was never needed tells something only where the rule lets expect it. */
function talliesOf({ rule, tallies }: Count): Tallies {
  const spokenFor = capabilitiesSpokenFor(rule);
  const telling = [...tallies].filter(
    ([capability, { findings, faithful, exitZero }]) =>
      findings > 0 && (spokenFor.includes(capability) || faithful + exitZero > 0),
  );
  return Object.fromEntries(telling.toSorted(([a], [b]) => order(a, b)));
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
