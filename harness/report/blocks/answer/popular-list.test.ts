import { describe, expect, it } from 'vitest';
import { namesOf } from '../../../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS, POPULAR_FIVE } from '../../../capabilities/universe.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { caseOf, recordOf, trialOf } from '../../../testing/examples/records.ts';
import { popularListText } from './popular-list.ts';

const POPULAR = namesOf(POPULAR_FIVE);

/** A case with Docker's capabilities in play, of which nothing was tried but what the certificate says. */
function caseWith(id: string, changes: Partial<CaseRecord>): CaseRecord {
  const trials = { ...caseOf().trials, all: [] };
  return caseOf({ id, path: `dockerfiles/${id}`, universe: namesOf(DOCKER_DEFAULTS), trials, ...changes });
}

const ANSWERS = {
  /** Serves with the popular list, for which it needs nothing but this. */
  served: { complete: true, minimalSets: [['CHOWN']], maximalFailingSets: [] },
  beyond: { complete: true, minimalSets: [['FSETID']], maximalFailingSets: [POPULAR] },
  nothing: { complete: true, minimalSets: [[]], maximalFailingSets: [] },
};

const served = caseWith('served', { faithful: ANSWERS.served, exitZero: ANSWERS.served });
const losing = caseWith('loses', { faithful: ANSWERS.beyond, exitZero: ANSWERS.nothing });
const failing = caseWith('fails', { faithful: ANSWERS.beyond, exitZero: ANSWERS.beyond });
const hurting = caseWith('hurts', {
  faithful: { ...ANSWERS.served, complete: false },
  exitZero: { ...ANSWERS.served, complete: false },
  violations: (['faithful', 'exitZero'] as const).map((answer) => ({
    answer,
    passing: ['CHOWN'],
    failing: ['CHOWN', 'KILL'],
    trials: [],
  })),
});

describe('the text on the popular list', () => {
  it('tells where it fails, where it loses something silently, and where it works', () => {
    expect(popularListText(recordOf([failing, losing, served]))).toEqual([
      'the popular list CHOWN DAC_OVERRIDE FOWNER SETGID SETUID works for 1 of 3 cases',
      'it loses something silently in loses',
      'it fails in fails',
    ]);
  });

  it('says that nothing is known where more capabilities hurt, and how to find out', () => {
    expect(popularListText(recordOf([hurting, served]))).toEqual([
      'the popular list CHOWN DAC_OVERRIDE FOWNER SETGID SETUID works for 1 of 2 cases',
      'it has no known result in hurts',
      'to find out what is not known: kaniko-caps verify --caps CHOWN,DAC_OVERRIDE,FOWNER,SETGID,SETUID dockerfiles/hurts',
    ]);
  });

  it('names a few of many paths to try it on', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...hurting, id, path: `dockerfiles/${id}` }));
    expect(popularListText(recordOf(many)).at(-1)).toMatch(
      / dockerfiles\/a dockerfiles\/b dockerfiles\/c \.\.\. \(5 paths\)$/,
    );
  });

  it('goes by what was seen of the list itself before anything else', () => {
    const tried = (...verdicts: ('faithful' | 'failed')[]) => ({
      ...hurting,
      trials: {
        ...hurting.trials,
        all: verdicts.map((verdict, index) => trialOf({ id: `t${index}`, set: POPULAR, verdict })),
      },
    });
    expect(popularListText(recordOf([tried('failed')]))).toEqual([
      expect.stringMatching(/works for 0 of 1 case$/),
      'it fails in hurts',
    ]);
    expect(popularListText(recordOf([tried('faithful', 'failed')]))).toEqual([
      expect.stringMatching(/works for 0 of 1 case$/),
      'it is flaky in hurts',
    ]);
    expect(popularListText(recordOf([tried('faithful')]))).toEqual([]);
  });

  it('is nothing where the list serves every case, or was never in play', () => {
    expect(popularListText(recordOf([served]))).toEqual([]);
    expect(popularListText(recordOf([caseOf()]))).toEqual([]);
  });

  it('shows nothing hostile of a case', () => {
    const text = popularListText(recordOf([{ ...failing, id: 'a\u001b[2J' }])).join('\n');
    expect(text).toContain('fails in a\\u001b[2J');
  });
});
