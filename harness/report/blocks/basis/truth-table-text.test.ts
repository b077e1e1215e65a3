import { describe, expect, it } from 'vitest';
import { caseOf } from '../../../testing/examples/records.ts';
import { hurtingCase } from '../../../testing/examples/watched-cases.ts';
import { truthTableLines } from './truth-table-text.ts';

const over = ['CHOWN', 'FOWNER', 'FSETID'];
const textOf = (verdicts: string) =>
  truthTableLines(caseOf({ truthTable: { over, planes: [{ besides: [], verdicts }] } })).join('\n');

describe('the text on a truth table', () => {
  it('counts the verdicts, tells the smallest sets, and that the proof agrees', () => {
    expect(textOf('XDXDXFXF')).toMatchInlineSnapshot(`
      "truth table of the 8 subsets of the capabilities in play: 2 same image, 2 exit code 0 with a different image, 4 failed
        same image: the smallest sets that work: CHOWN FSETID; the proof agrees with all 8
        exit code 0: the smallest sets that work: CHOWN; the proof agrees with all 8"
    `);
  });

  it('tells where more capabilities hurt, and of which sets the certificate is wrong', () => {
    expect(textOf('XFXXXFXF')).toMatchInlineSnapshot(`
      "truth table of the 8 subsets of the capabilities in play: 3 same image, 5 failed
        same image: the smallest sets that work: CHOWN; the proof is WRONG about 1 of 8: CHOWN
          more capabilities hurt in 1 of 12 pairs of sets that differ in one capability: {CHOWN} works, {everything but FSETID} does not
        exit code 0: the smallest sets that work: CHOWN; the proof is WRONG about 1 of 8: CHOWN FOWNER
          more capabilities hurt in 1 of 12 pairs of sets that differ in one capability: {CHOWN} works, {everything but FSETID} does not"
    `);
  });

  it('tells the sets that work, fail with any one capability less, and have a smaller part that works', () => {
    expect(textOf('XFXXXXXF')).toContain(
      'fails with any one capability less, and yet a smaller part works: CHOWN FOWNER FSETID',
    );
  });

  it('says of the part that was not tried only that', () => {
    expect(textOf('X4?F?F')).toContain('5 not tried');
    expect(textOf('X4?F?F')).toContain('the smallest sets seen to work: CHOWN FSETID');
  });

  it('tells what is granted besides the subsets of a part of the universe', () => {
    const planes = [
      { besides: [], verdicts: 'XD' },
      { besides: ['FOWNER', 'FSETID'], verdicts: 'XF' },
    ];
    expect(truthTableLines(caseOf({ truthTable: { over: ['CHOWN'], planes } })).join('\n')).toMatchInlineSnapshot(`
      "truth table of the 2 subsets of CHOWN, with nothing else: 1 exit code 0 with a different image, 1 failed
        same image: no set works; the proof agrees with all 2
        exit code 0: the smallest sets that work: CHOWN; the proof agrees with all 2
      truth table of the 2 subsets of CHOWN, with everything else: 1 same image, 1 failed
        same image: the smallest sets that work: CHOWN; the proof agrees with all 2
        exit code 0: the smallest sets that work: CHOWN; the proof agrees with all 2"
    `);
  });

  it('tells how many sets were not tried because trials of others decide them', () => {
    const truthTable = {
      over: ['CHOWN', 'FOWNER', 'FSETID', 'SETUID'],
      planes: [{ besides: [], verdicts: 'XFXXXFXFXFXXXFXF' }],
    };
    expect(truthTableLines(hurtingCase({ truthTable })).join('\n')).toMatchInlineSnapshot(`
      "truth table of the 16 subsets of the capabilities in play: 6 same image, 10 failed; 4 tried, 12 decided by trials of other sets
        same image: the smallest sets that work: CHOWN; the proof agrees with all 4 that were tried
          more capabilities hurt in 2 of 32 pairs of sets that differ in one capability: {CHOWN} works, {CHOWN FOWNER} does not; {CHOWN SETUID} works, {everything but FSETID} does not
        exit code 0: the smallest sets that work: CHOWN; the proof agrees with all 4 that were tried
          more capabilities hurt in 2 of 32 pairs of sets that differ in one capability: {CHOWN} works, {CHOWN FOWNER} does not; {CHOWN SETUID} works, {everything but FSETID} does not"
    `);
  });

  it('refuses one that cannot be read', () => {
    expect(textOf('3X')).toBe('the truth table cannot be read');
  });
});
