import { largestOf } from '../../capabilities/cube.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { recordedCube } from '../../record/answer-cover.ts';
import type { AnswerCover } from '../../record/answer-cover-record.ts';
import { answerTrials } from '../../record/answer-trials.ts';
import type { CaseRecord } from '../../record/record.ts';
import { checkCover } from '../../search/cubes/check-cover.ts';
import { checkCertificate } from '../../search/ledger/checker.ts';
import type { Fact } from '../../search/ledger/fact.ts';
import type { Answer } from '../../vocabulary/answer.ts';

/** Whether a proof holds, and if not, what is wrong, in words. */
export interface Recheck {
  readonly accepted: boolean;
  readonly problems: readonly string[];
}

/** What a check of a proof that holds gives. */
export const ACCEPTED: Recheck = { accepted: true, problems: [] };

/** Checks a recorded answer against the recorded trials alone, sharing nothing with what derived the record. */
export function recheckCertificate(one: CaseRecord, answer: Answer, confirm: number): Recheck {
  const { minimalSets, maximalFailingSets, cover } = one[answer];
  const universe = setOfNames(one.universe);
  const facts = factsOf(one, answer);
  if (cover?.notDecided === 0) {
    const cubes = cover.cubes.map((cube) => ({ ...cube, ...recordedCube(cube) }));
    const exceptions = cover.exceptions.map(recordedCube);
    const claim = { universe, cubes, minimalSets: minimalSets.map(setOfNames), exceptions };
    return recheckOf(checkCover(claim, facts, { confirm }));
  }
  const claim = {
    universe,
    minimalSets: minimalSets.map(setOfNames),
    maximalFailingSets: maximalFailingSets.map(setOfNames),
  };
  const result = checkCertificate(claim, [...facts, ...factsOfCover(one, cover)], { confirm });
  return recheckOf(result.accepted ? [] : result.problems.map(({ text }) => text));
}

function recheckOf(problems: readonly string[]): Recheck {
  return { accepted: problems.length === 0, problems };
}

/** What recorded cubes say of the set of each that tells most where more capabilities never hurt. */
function factsOfCover(one: CaseRecord, cover: AnswerCover | undefined): Fact[] {
  return (cover?.cubes ?? []).flatMap(({ outcome, trials, ...cube }) => {
    const sets = recordedCube(cube);
    const set = outcome === 'pass' ? sets.granted : largestOf(sets, setOfNames(one.universe));
    return trials.map((trial) => ({ set, outcome, trial }));
  });
}

const OUTCOMES: Readonly<Record<Answer, Readonly<Record<string, Fact['outcome']>>>> = {
  faithful: { faithful: 'pass', degraded: 'fail', failed: 'fail', timeout: 'fail' },
  exitZero: { faithful: 'pass', degraded: 'pass', failed: 'fail', timeout: 'fail' },
};

function factsOf(one: CaseRecord, answer: Answer): Fact[] {
  return answerTrials(one).flatMap(({ id, set, verdict, asked }) => {
    const outcome = OUTCOMES[answer][verdict];
    const told = asked === undefined || asked === null ? {} : { asked: setOfNames(asked) };
    return outcome === undefined ? [] : [{ set: setOfNames(set), outcome, trial: id, ...told }];
  });
}
