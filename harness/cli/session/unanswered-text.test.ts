import { describe, expect, it } from 'vitest';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { caseOf, recordOf } from '../../testing/examples/records.ts';
import { unansweredText } from './unanswered-text.ts';

const SEARCH = { kind: 'search' } as const;
const OPEN = caseOf({ id: 'open', status: 'infrastructure', reason: 'the engine broke off' });

describe('what is said at the end of a run', () => {
  it('is nothing where every case has an answer', () => {
    expect(unansweredText(recordOf([caseOf()]), SEARCH, 'results/run')).toBeUndefined();
  });

  it('is how many cases have none, and how to go on', () => {
    expect(unansweredText(recordOf([caseOf(), OPEN]), SEARCH, 'results/run')).toBe(
      '1 of 2 cases has no answer yet. To go on: kaniko-caps discover --resume results/run',
    );
  });

  it('names the limit that ended the run', () => {
    const record = recordOf([OPEN]);
    const spent = { ...record, run: { ...record.run, budgetSpent: 'trials' as const } };
    expect(unansweredText(spent, SEARCH, 'results/run')).toBe(
      '1 of 1 case has no answer yet. To go on, with a higher limit: kaniko-caps discover --resume results/run --max-trials LIMIT',
    );
  });

  it('is nothing of a case that a run only tried one set of, once that has a verdict', () => {
    const partial = caseOf({ status: 'partial', reason: 'not every set is decided' });
    const [tried] = partial.trials.all;
    if (tried === undefined) throw new Error('the example has no trial');
    const task = { kind: 'one-set', set: setOfNames(tried.set) } as const;
    expect(unansweredText(recordOf([partial]), task, 'results/run')).toBeUndefined();
    const untried = { ...partial, trials: { ...partial.trials, all: [] } };
    expect(unansweredText(recordOf([untried]), task, 'results/run')).toContain('--resume');
  });
});
