import { describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../../record/record.ts';
import { caseOf, variationOf } from '../../../testing/examples/records.ts';
import { variationSummary } from './variation-summary.ts';
import { variationLines } from './variation-text.ts';

type Finding = CaseRecord['variations'][number];
type Answer = NonNullable<Finding['answer']>;

const FAILED: Partial<Finding['sets'][number]> = {
  verdict: 'failed',
  shown: ['chown /app: operation not permitted'],
  trials: ['t0010', 't0011'],
};

function answer(minimalSets: string[][], complete = true): Answer {
  return { complete, minimalSets, maximalFailingSets: [] };
}

function failing(found: Answer | null, set: Partial<Finding['sets'][number]> = FAILED): Finding {
  return variationOf(set, { variation: 'owner', answer: found, trials: { sets: 2, search: 7 } });
}

function linesOf(...variations: readonly Finding[]): string[] {
  return variationLines(caseOf({ variations: [...variations] }));
}

describe('the lines on variations', () => {
  it('name together those under which the answer works', () => {
    const redo = variationOf({}, { variation: 'redo' });
    const owner = variationOf({}, { variation: 'owner' });
    expect(linesOf(owner, redo, variationOf())).toEqual([
      'also works with a context of another user, with --snapshot-mode=redo and with no-new-privileges',
    ]);
    expect(linesOf()).toEqual([]);
  });

  it('say what is needed besides, how the build fails without, and how many trials show it', () => {
    expect(linesOf(failing(answer([['CHOWN', 'FOWNER', 'FSETID']])))).toEqual([
      'with a context of another user it needs FOWNER besides; without, it fails: chown /app: operation not permitted (9 trials, such as t0010)',
    ]);
    const lost = { ...FAILED, verdict: 'degraded' as const, shown: ['/app is missing'] };
    expect(linesOf(failing(answer([['CHOWN', 'FOWNER', 'FSETID']]), lost))[0]).toMatch(
      /^SILENT: with .* needs FOWNER besides; without, it gives a different image: \/app is missing/,
    );
  });

  it('name the whole sets where something else is needed instead', () => {
    expect(linesOf(failing(answer([['CHOWN', 'FOWNER'], ['MKNOD']])))[0]).toContain('it needs CHOWN FOWNER or MKNOD;');
  });

  it('say so where nothing helps, and where it is not known what does', () => {
    expect(linesOf(failing(answer([])))).toEqual([
      'fails with a context of another user, even with everything granted: chown /app: operation not permitted',
    ]);
    expect(linesOf(failing(answer([], false)))[0]).toMatch(/what it needs then is not known$/);
    const wide = { universe: ['CHOWN', 'FOWNER', 'FSETID', 'KILL'] };
    const partial = failing(answer([['CHOWN', 'FOWNER', 'FSETID']], false));
    expect(variationLines(caseOf({ ...wide, variations: [partial] }))[0]).toContain('it works with FOWNER besides');
    const everything = failing(answer([wide.universe], false));
    expect(variationLines(caseOf({ ...wide, variations: [everything] }))).toEqual([
      'fails with a context of another user: chown /app: operation not permitted; what it needs then is not known',
    ]);
    expect(linesOf(failing(null))).toEqual([
      'fails with a context of another user: chown /app: operation not permitted',
    ]);
  });

  it('tell why a variation was not tried, and what it changes of the image', () => {
    const fixed = { variation: 'single-snapshot' as const };
    expect(linesOf(variationOf({}, { ...fixed, sets: [], notTried: 'only \u001b[31mKaniko has it' }))).toEqual([
      'not tried with --single-snapshot: only \\u001b[31mKaniko has it',
    ]);
    expect(linesOf(variationOf({}, { ...fixed, imageChanges: ['a', 'b', 'c'] }))).toEqual([
      'also works with --single-snapshot. That configuration always builds a different image: a; b; and more',
    ]);
  });

  it('say how each set fails where they fail in different ways, a silent loss first', () => {
    const sets: Finding['sets'] = [
      { set: ['CHOWN'], verdict: 'failed', shown: ['chown: no'], trials: ['t0010'] },
      { set: ['FSETID'], verdict: 'degraded', shown: ['/app is missing'], trials: ['t0012'] },
    ];
    const each = 'SILENT: FSETID gives a different image: /app is missing; CHOWN fails: chown: no';
    const both = (found: Answer) =>
      variationLines(
        caseOf({
          faithful: answer([['CHOWN'], ['FSETID']]),
          variations: [{ ...failing(found), sets: [...sets] }],
        }),
      );
    expect(both(answer([['FOWNER']]))).toEqual([
      `with a context of another user it needs FOWNER; ${each} (9 trials, such as t0012)`,
    ]);
    expect(both(answer([]))).toEqual([`with a context of another user no set works, not even everything: ${each}`]);
    expect(both(answer([], false))).toEqual([
      `with a context of another user no minimal set works: ${each}; what it needs then is not known`,
    ]);
  });

  it('say why nothing is known of a variation that was to be tried', () => {
    const open = { sets: [], variation: 'cache' as const };
    const notTried = { ...open, notKnown: 'the run reached --max-trials', trials: { sets: 0, search: 0 } };
    expect(linesOf(variationOf({}, notTried))).toEqual(['not tried with a warm cache: the run reached --max-trials']);
    const unfilled = { ...open, notKnown: 'the cache could not be filled', trials: { sets: 3, search: 0 } };
    expect(linesOf(variationOf({}, unfilled))).toEqual(['not known with a warm cache: the cache could not be filled']);
  });
});

describe('the summary of variations', () => {
  it('counts the cases that work, and groups the others by what they need', () => {
    const needy = (id: string, sets: string[][]) => caseOf({ id, variations: [failing(answer(sets))] });
    const cases = [
      caseOf({ id: 'a', variations: [variationOf({}, { variation: 'owner' })] }),
      needy('b', [['CHOWN', 'FOWNER']]),
      needy('c', [['FOWNER']]),
      needy('d', [['CHOWN', 'FOWNER']]),
      caseOf({ id: 'e', variations: [failing(null)] }),
    ];
    expect(variationSummary({ cases })).toEqual([
      'with a context of another user the minimal sets also work for 1 of 5 cases; other sets are needed in b, d (CHOWN FOWNER), c (FOWNER); they fail in e',
    ]);
  });

  it('counts a case only if all its sets work, and names a silent loss of any', () => {
    const tried = (id: string, ...verdicts: readonly Finding['sets'][number]['verdict'][]) =>
      caseOf({
        id,
        variations: [
          variationOf(
            {},
            { variation: 'owner', sets: verdicts.map((verdict) => ({ set: [], verdict, shown: [], trials: [] })) },
          ),
        ],
      });
    expect(variationSummary({ cases: [tried('a', 'faithful', 'degraded')] })).toEqual([
      'with a context of another user the minimal sets also work for 0 of 1 case; only some minimal sets work, and others lose something silently, in a',
    ]);
    const cases = [
      tried('a', 'faithful', 'faithful'),
      tried('b', 'timeout', 'faithful'),
      tried('c', 'infrastructure', 'faithful'),
    ];
    expect(variationSummary({ cases })).toEqual([
      'with a context of another user the minimal sets also work for 1 of 3 cases; only some minimal sets work in b; only some minimal sets are known to work in c',
    ]);
  });

  it('names the cases of which nothing is known, and those of which it is not known what they need', () => {
    const open = caseOf({
      id: 'open',
      variations: [variationOf({}, { variation: 'owner', sets: [], notKnown: 'the run reached --max-trials' })],
    });
    expect(variationSummary({ cases: [open] })).toEqual([
      'with a context of another user it is not known whether the minimal sets work in open',
    ]);
    const cases = [
      open,
      caseOf({ id: 'a', variations: [variationOf({}, { variation: 'owner' })] }),
      caseOf({ id: 'b', variations: [failing(answer([['CHOWN', 'FOWNER', 'FSETID']], false))] }),
    ];
    expect(variationSummary({ cases })).toEqual([
      'with a context of another user the minimal sets also work for 1 of 2 cases; they fail, and it is not known what is needed, in b; not known in open',
    ]);
  });
});
