import { type CapabilitySet, compareSets, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { answerBorders } from '../../record/answer-borders.ts';
import type { CaseRecord } from '../../record/record.ts';
import { outcomeOfTrial, type RecordedTrial, trialsShowing } from '../../record/trials-of-set.ts';
import { servingSetText } from '../../text/set-text.ts';
import { ANSWERS, type Answer, type Outcome } from '../../vocabulary/answer.ts';

/** A set on a border of a case's answers, with what the record says that it does and the trials of it. */
export interface DecisiveSet {
  readonly set: CapabilitySet;
  /** What it is said to do, in words that also name the set. */
  readonly name: string;
  /** Trials that show what the record says. */
  readonly agreeing: readonly RecordedTrial[];
  /** Trials that show something else. */
  readonly contradicting: readonly RecordedTrial[];
  /** Trials that show nothing of the build. */
  readonly others: readonly RecordedTrial[];
}

/** What the record says of a set for each answer; undefined where it is on no border of it. */
type Claim = Readonly<Record<Answer, Outcome | undefined>>;

/** The sets that decide all others of a case, small ones first. */
export function decisiveSets(one: CaseRecord): DecisiveSet[] {
  const universe = setOfNames(one.universe);
  return [...claimsOf(one)]
    .toSorted(([a], [b]) => compareSets(a, b))
    .map(([set, claim]) => {
      const judged = trialsShowing(one, set).map((trial) => ({ trial, verdict: judge(one, claim, trial) }));
      const those = (wanted: ReturnType<typeof judge>): RecordedTrial[] =>
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

const NO_CLAIM: Claim = { faithful: undefined, exitZero: undefined };

function claimsOf(one: CaseRecord): Map<CapabilitySet, Claim> {
  const claims = new Map<CapabilitySet, Claim>();
  for (const answer of ANSWERS) {
    const { minimal, failing } = answerBorders(one, answer);
    const add = (sets: readonly CapabilitySet[], outcome: Outcome): void => {
      for (const set of sets) claims.set(set, { ...(claims.get(set) ?? NO_CLAIM), [answer]: outcome });
    };
    add(minimal, 'pass');
    add(failing, 'fail');
  }
  return claims;
}

function claimText({ faithful, exitZero }: Claim): string {
  if (faithful === 'pass') return 'same image';
  if (exitZero === 'fail') return 'fails';
  if (faithful === undefined) return 'exit code 0';
  return exitZero === 'pass' ? 'exit code 0, a different image' : 'not the same image';
}

function judge(one: CaseRecord, claim: Claim, trial: RecordedTrial): 'agrees' | 'contradicts' | 'says nothing' {
  const shown = ANSWERS.filter((answer) => claim[answer] !== undefined).map((answer) => ({
    said: claim[answer],
    seen: outcomeOfTrial(one, answer, trial),
  }));
  if (shown.some(({ seen }) => seen === undefined)) return 'says nothing';
  return shown.every(({ said, seen }) => said === seen) ? 'agrees' : 'contradicts';
}

/** The names of a set, or that it is empty. */
export function namesText(set: CapabilitySet): string {
  return namesOf(set).join(' ') || 'nothing';
}
