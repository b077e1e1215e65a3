import { type CapabilitySet, compareSets, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { trialsBySet } from '../../record/trials-by-set.ts';
import { servingSetText } from '../../text/set-text.ts';
import { outcomeOf } from '../../vocabulary/verdict.ts';

type Trial = CaseRecord['trials']['all'][number];

/** A set on a border of a case's answers, with what the record says that it does and the trials of it. */
export interface DecisiveSet {
  readonly set: CapabilitySet;
  /** What it is said to do, in words that also name the set. */
  readonly name: string;
  /** Trials that show what the record says. */
  readonly agreeing: readonly Trial[];
  /** Trials that show something else. */
  readonly contradicting: readonly Trial[];
  /** Trials that show nothing of the build. */
  readonly others: readonly Trial[];
}

/** What the record says of a set for each answer; undefined where it is on no border of it. */
interface Claim {
  readonly faithful: 'pass' | 'fail' | undefined;
  readonly exitZero: 'pass' | 'fail' | undefined;
}

/** The sets that decide all others of a case, small ones first. */
export function decisiveSets(one: CaseRecord): DecisiveSet[] {
  const universe = setOfNames(one.universe);
  const trials = trialsBySet(one);
  return [...claimsOf(one)]
    .toSorted(([a], [b]) => compareSets(a, b))
    .map(([set, claim]) => {
      const own = trials.get(set) ?? [];
      const judged = own.map((trial) => ({ trial, verdict: judge(claim, trial) }));
      const those = (wanted: ReturnType<typeof judge>): Trial[] =>
        judged.filter(({ verdict }) => verdict === wanted).map(({ trial }) => trial);
      return {
        set,
        name: `${servingSetText(set, universe)}: ${claimText(claim)}`,
        agreeing: those('agrees'),
        contradicting: those('contradicts'),
        others: those('says nothing'),
      };
    });
}

function claimsOf(one: CaseRecord): Map<CapabilitySet, Claim> {
  const claims = new Map<CapabilitySet, Claim>();
  const add = (sets: readonly (readonly string[])[], claim: Partial<Claim>): void => {
    for (const names of sets) {
      const set = setOfNames(names);
      claims.set(set, { faithful: undefined, exitZero: undefined, ...claims.get(set), ...claim });
    }
  };
  add(one.faithful.minimalSets, { faithful: 'pass' });
  add(one.faithful.maximalFailingSets, { faithful: 'fail' });
  add(one.exitZero.minimalSets, { exitZero: 'pass' });
  add(one.exitZero.maximalFailingSets, { exitZero: 'fail' });
  return claims;
}

function claimText({ faithful, exitZero }: Claim): string {
  if (faithful === 'pass') return 'same image';
  if (exitZero === 'fail') return 'fails';
  if (faithful === undefined) return 'exit code 0';
  return exitZero === 'pass' ? 'exit code 0, another image' : 'not the same image';
}

function judge(claim: Claim, { verdict }: Trial): 'agrees' | 'contradicts' | 'says nothing' {
  const shown = (['faithful', 'exitZero'] as const)
    .filter((answer) => claim[answer] !== undefined)
    .map((answer) => ({ said: claim[answer], seen: outcomeOf(verdict, answer) }));
  if (shown.some(({ seen }) => seen === undefined)) return 'says nothing';
  return shown.every(({ said, seen }) => said === seen) ? 'agrees' : 'contradicts';
}

/** The names of a set, or that it is empty. */
export function namesText(set: CapabilitySet): string {
  return namesOf(set).join(' ') || 'nothing';
}
