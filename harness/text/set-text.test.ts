import { describe, expect, it } from 'vitest';
import { trialsText } from './set-text.ts';

describe('the trials that show something', () => {
  it('are named, or the first of them and the rest counted', () => {
    expect(trialsText(['t1', 't2'])).toBe(' (t1, t2)');
    expect(trialsText(['t1', 't2', 't3', 't4', 't5', 't6'])).toBe(' (t1, t2, t3, t4 and 2 more)');
  });

  it('may have something said of them besides', () => {
    expect(trialsText(['t1'], 'CapBnd 01')).toBe(' (t1, CapBnd 01)');
    expect(trialsText(['t1'], 'CapBnd \u001b')).toBe(' (t1, CapBnd \\u001b)');
  });

  it('are nothing where there are none', () => expect(trialsText([], 'CapBnd 01')).toBe(''));
});
