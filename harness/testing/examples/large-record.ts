import { difference, formatMask, namesOf, union } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { profileOf } from '../../proof/derive-record.ts';
import { recordedFacts } from '../../proof/recorded/recorded-facts.ts';
import { coverRecord } from '../../proof/watched/cover-record.ts';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { buildLedger } from '../../search/ledger/ledger.ts';
import { drawOne, seededRandom } from '../../search/seeded-random.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { randomSubset } from '../simulated/oracles.ts';

type Trial = CaseRecord['trials']['all'][number];

/** How large a record is to be. */
export interface RecordSize {
  readonly cases: number;
  /** Trials of all cases together; more where the recorded cases have more. */
  readonly trials: number;
}

/** The largest record that reports promise to be quick for. */
export const LARGEST_RECORD: RecordSize = { cases: 500, trials: 50_000 };

/**
 * A record of any size that reads like one of a large company: the cases of recorded runs over and over, under names of their
 * own, each with further trials such as an audit and confirmations add. The same sources give the same record.
 */
export function largeRecord(sources: readonly RunRecord[], { cases, trials }: RecordSize = LARGEST_RECORD): RunRecord {
  const [first] = sources;
  const recorded = sources.flatMap((record) => record.cases);
  if (first === undefined || recorded.length === 0) throw new Error('There is no recorded case to repeat');
  const ids = trialIds();
  const each = Math.floor(trials / cases);
  const repeated = Array.from({ length: cases }, (_, index) => index).flatMap((index) => {
    const one = recorded[index % recorded.length];
    return one === undefined ? [] : [repeatedCase(one, { index, count: each, ids })];
  });
  return {
    ...first,
    run: { ...first.run, trials: repeated.reduce((sum, one) => sum + one.trials.count, 0) },
    cases: repeated,
    profile: { faithful: profileOf(repeated, 'faithful'), exitZero: profileOf(repeated, 'exitZero') },
  };
}

/** The ids of trials in the order in which they begin. */
function trialIds(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `t${String(last).padStart(5, '0')}`;
  };
}

interface Repetition {
  readonly index: number;
  /** How many trials the case is to have. */
  readonly count: number;
  readonly ids: () => string;
}

function repeatedCase(one: CaseRecord, { index, count, ids }: Repetition): CaseRecord {
  const id = `services/team-${(index % 23) + 1}/${one.id}-${index + 1}`;
  const random = seededRandom(index + 1);
  const names = new Map(one.trials.all.map((trial) => [trial.id, ids()]));
  // What the case claims cites its trials in many places.
  const renamed: CaseRecord = JSON.parse(JSON.stringify(one), (_, value: unknown) =>
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  );
  const missing = Math.max(0, count - one.trials.all.length);
  const further = Array.from({ length: missing }, () =>
    furtherTrial(one, random).map((trial) => ({ ...trial, id: ids() })),
  );
  const all = [...renamed.trials.all, ...further.flat()];
  const repeated = { ...renamed, id, path: id, dockerfile: `${id}/Dockerfile` };
  const trials = { ...renamed.trials, all };
  const complete = { ...repeated, trials: { ...trials, count: answerTrials({ trials }).length } };
  return { ...complete, faithful: covered(complete, 'faithful'), exitZero: covered(complete, 'exitZero') };
}

/** An answer whose cubes are those of all trials, the further ones as well. */
function covered(one: CaseRecord, answer: Answer): CaseRecord[Answer] {
  if (one[answer].cover === undefined) return one[answer];
  const cover = coverRecord(buildLedger(setOfNames(one.universe), recordedFacts(one, answer)), one.trials.confirm);
  return cover === undefined ? one[answer] : { ...one[answer], cover };
}

/** A trial of a set that must serve, or a failure seen once more. */
function furtherTrial(one: CaseRecord, random: () => number): Trial[] {
  const minimal = drawOne(one.faithful.minimalSets, random);
  const [serving, other] = [true, false].map((serves) =>
    drawOne(
      answerTrials(one).filter(({ verdict }) => (verdict === 'faithful') === serves),
      random,
    ),
  );
  if (minimal === undefined || serving === undefined || random() < 0.5) {
    return [other ?? serving].flatMap((trial) => (trial === undefined ? [] : [{ ...trial, purpose: 'confirmation' }]));
  }
  const universe = setOfNames(one.universe);
  const least = setOfNames(minimal);
  const others = difference(universe, least);
  const set = union(least, randomSubset(others, Math.floor(random() * namesOf(others).length), random));
  return [{ ...serving, denied: null, asked: null, set: namesOf(set), purpose: 'audit', capBnd: formatMask(set) }];
}
