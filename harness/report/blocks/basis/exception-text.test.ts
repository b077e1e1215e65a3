import { describe, expect, it } from 'vitest';
import { setOf } from '../../../capabilities/capability-set.ts';
import { caseOf } from '../../../testing/examples/records.ts';
import { hopelessCase, hurtingCase } from '../../../testing/examples/watched-cases.ts';
import { exceptionLines, hurtText } from './exception-text.ts';

describe('what hurts a case', () => {
  it('is told with what works, the trials, and what repairs it', () => {
    expect(exceptionLines(hurtingCase())).toEqual([
      'more capabilities hurt (same image and exit code 0): {CHOWN} works; with FOWNER added it does not (t1a, t1b), unless FSETID is added too',
    ]);
    expect(exceptionLines(hopelessCase())).toEqual([
      'more capabilities hurt (same image and exit code 0): the empty set works; with FOWNER added it does not (t0a, t0b), whatever else is added',
    ]);
    expect(exceptionLines(caseOf())).toEqual([]);
  });

  it('is told once where one exception contains another, and counted where there are many', () => {
    const one = hurtingCase();
    const cover = { ...one.faithful.cover } as NonNullable<typeof one.faithful.cover>;
    const within = { granted: ['CHOWN', 'FOWNER', 'SETUID'], withheld: ['FSETID'] };
    const repeated = { ...cover, exceptions: [within, ...cover.exceptions, ...cover.exceptions, within] };
    const answer = { ...one.faithful, cover: repeated };
    expect(exceptionLines({ ...one, faithful: answer, exitZero: answer })).toHaveLength(1);
    const names = ['DAC_OVERRIDE', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'NET_RAW'];
    const many = names.map((name) => ({ granted: ['CHOWN', name], withheld: [] }));
    const lines = exceptionLines({ ...one, faithful: { ...one.faithful, cover: { ...cover, exceptions: many } } });
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe('and 3 more ways in which more capabilities hurt');
  });

  it('is told of one set', () => {
    expect(hurtText(hurtingCase(), 'faithful', setOf('CHOWN', 'FOWNER', 'SETUID'))).toContain(
      '{CHOWN} works; with FOWNER',
    );
    expect(hurtText(hurtingCase(), 'faithful', setOf('CHOWN'))).toBeUndefined();
  });
});
