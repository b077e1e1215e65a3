import { describe, expect, it } from 'vitest';
import type { CaseRecord } from '../../../record/record.ts';
import { auditOf, caseOf, recordOf, trialOf } from '../../../testing/examples/records.ts';
import { fownerCase, hurtingCase } from '../../../testing/examples/watched-cases.ts';
import { coverLines, coverSummary } from './cover-text.ts';

const ALL =
  'proof: 8 trials decide all 16 sets by what the kernel was asked about; nothing is assumed of more capabilities';

const FOUNDATION =
  'this holds if the kernel showed every check, if the build is reproducible, and if no program reads its capabilities unseen; 0 trials with randomly drawn sets tested this';

/** Of which trials decide 12 of 16 sets. */
function partly(changes: Partial<CaseRecord['faithful']> = {}): CaseRecord['faithful'] {
  const { faithful } = hurtingCase();
  const cover = { ...faithful.cover, decided: 12, notDecided: 4 } as NonNullable<CaseRecord['faithful']['cover']>;
  return { ...faithful, cover, ...changes };
}

describe('what the answers of a case rest on', () => {
  it('is watched trials alone where they decide every set', () => {
    expect(coverLines(hurtingCase())).toEqual([ALL, FOUNDATION]);
    expect(coverSummary(recordOf([hurtingCase()]))).toEqual([ALL, FOUNDATION]);
  });

  it('is partly the assumption, which the audit tests', () => {
    const one = hurtingCase({ faithful: partly(), exitZero: partly(), audit: auditOf() });
    expect(coverLines(one)).toEqual([
      'proof: trials decide 12 of 16 sets; 4 rest on the assumption that more capabilities never hurt; the audit tried 31 sets to test it',
    ]);
    const open = partly({ complete: false });
    expect(coverLines(hurtingCase({ faithful: open, exitZero: open }))[0]).toMatch(/or are not known$/);
  });

  it('is told apart where the answers differ', () => {
    expect(coverLines(hurtingCase({ exitZero: partly() }))).toEqual([
      ALL.replace('proof:', 'proof, same image:'),
      expect.stringMatching(/^proof, exit code 0: trials decide 12 of 16 sets/),
      FOUNDATION,
    ]);
  });

  it('names what decides although the kernel is not asked about it', () => {
    const { faithful } = hurtingCase();
    const cover = { ...faithful.cover, hidden: ['NET_RAW'] } as NonNullable<CaseRecord['faithful']['cover']>;
    expect(coverLines(hurtingCase({ faithful: { ...faithful, cover } }))).toContain(
      'NET_RAW decides although the kernel is not asked about it: trials found that; it counts as asked',
    );
  });

  it('is not told of a case that was not watched', () => {
    expect(coverLines(caseOf())).toEqual([]);
    expect(coverSummary(recordOf([caseOf(), caseOf({ id: 'b' })]))).toEqual([]);
  });

  it('is counted over several cases', () => {
    expect(coverSummary(recordOf([hurtingCase(), fownerCase(), caseOf()]))).toEqual([
      'proof: in 2 of 3 cases watched trials decide every set; nothing is assumed of more capabilities there; the other one rests on the assumption that more capabilities never hurt',
    ]);
  });

  it('says why trials decide only their own set, the most frequent reason first', () => {
    const reasons = ['b', 'a', 'a', 'c', 'd', 'd', 'a program read its own capability sets'];
    const all = reasons.map((ownSetOnly, index) => trialOf({ id: `t${index}`, ownSetOnly }));
    expect(coverLines(caseOf({ trials: { ...caseOf().trials, all } }))).toEqual([
      '2 trials decide only their own set: a',
      '2 trials decide only their own set: d',
      '1 trial decides only its own set: b',
      '2 more trials decide only their own set',
    ]);
  });
});
