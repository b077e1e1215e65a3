import { describe, expect, it } from 'vitest';
import { auditOf, caseOf, recordOf, violatedCase } from '../../../testing/examples/records.ts';
import { tableReport } from '../../terminal/table.ts';
import { auditLines, auditSummary } from './audit-text.ts';

const proven = caseOf({ exitZero: caseOf().faithful });

describe('the text on an audit', () => {
  it('says exactly what its sample supports, and what it cost', () => {
    expect(auditLines({ ...proven, audit: auditOf() }).join('\n')).toMatchInlineSnapshot(`
      "audit: tried all 3 smaller parts of the minimal set and all 12 sets with one capability more than the minimal set: no contradiction; tried 8 of 1,998 other sets that should work, drawn at random (seed 1): no contradiction, so with 95 % confidence at most 32 % of these are wrong; tried 8 of 12,285 other sets that should fail, drawn at random (seed 1): no contradiction, so with 95 % confidence at most 32 % of these are wrong
      audit: 31 trials, 43 % of the time of all trials (50 % allowed)"
    `);
  });

  it('tells both answers where they differ, contradictions, and what was not tried', () => {
    const faithful = {
      ...auditOf().faithful,
      below: { count: 3, tried: 1, disagreed: 0 },
      above: { count: 1, tried: 1, disagreed: 1 },
      impliedPass: { population: 4, tried: 4, disagreed: 1, atMostWrong: 1 },
      impliedFail: { population: 100, tried: 0, disagreed: 0, atMostWrong: 100 },
    };
    const none = { count: 0, tried: 0, disagreed: 0 };
    const nothing = { population: 0, tried: 0, disagreed: 0, atMostWrong: 0 };
    const exitZero = { below: none, above: none, impliedPass: nothing, impliedFail: nothing };
    expect(auditLines(caseOf({ audit: auditOf({ faithful, exitZero }) })).join('\n')).toMatchInlineSnapshot(`
      "audit, same image: tried 1 of the 3 smaller parts of the minimal set and the one set with one capability more than the minimal set: 1 CONTRADICTION; tried all 4 other sets that should work: 1 CONTRADICTION; tried none of 100 other sets that should fail
      audit, exit code 0: there was no set to try
      audit: 31 trials, 43 % of the time of all trials (50 % allowed)"
    `);
  });

  it('never tells a bound smaller than it is', () => {
    const stratum = { population: 1_000, tried: 60, disagreed: 0, atMostWrong: 481 };
    const [told] = auditLines({
      ...proven,
      audit: auditOf({ faithful: { ...auditOf().faithful, impliedPass: stratum } }),
    });
    expect(told).toContain('at most 49 % of these are wrong');
  });

  it('says nothing where there was none', () => {
    expect(auditLines(caseOf())).toEqual([]);
    expect(auditSummary(recordOf([caseOf(), caseOf({ id: 'another' })]))).toEqual([]);
  });
});

describe('the text on the audits of a corpus', () => {
  const audited = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...proven, id: `case-${index}`, audit: auditOf() }));

  it('bounds the share of such Dockerfiles that violate the assumption, by fewer than three in so many cases', () => {
    expect(auditSummary(recordOf(audited(24)))).toEqual([
      'audit: 744 trials in 24 cases, 0 contradictions; with 95 % confidence fewer than 12 % of such Dockerfiles contain a contradiction that this audit would find',
    ]);
    for (const cases of [3, 10, 100]) {
      const [told] = auditSummary(recordOf(audited(cases)));
      const share = Number(/fewer than (\d+) %/.exec(told ?? '')?.[1]);
      expect(share).toBeLessThanOrEqual(Math.ceil(300 / cases));
    }
  });

  it('claims no bound of two cases, nor where one is violated', () => {
    expect(auditSummary(recordOf(audited(2))).join()).not.toContain('%');
    const violated = [...audited(10), violatedCase({ audit: auditOf() })];
    expect(auditSummary(recordOf(violated))).toEqual([
      'audit: 341 trials in 11 cases, 0 contradictions; more capabilities hurt in 1 case',
    ]);
  });

  it('stands under the table', () => {
    expect(
      tableReport(recordOf(audited(4)), { width: 120 })
        .split('\n')
        .at(-1),
    ).toMatch(/^audit: 124 trials in 4 cases/);
  });
});
