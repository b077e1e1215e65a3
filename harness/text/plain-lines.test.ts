import { describe, expect, it } from 'vitest';
import { plainLines } from './plain-lines.ts';

describe('the lines that a builder wrote', () => {
  it('have no colours and no control characters but tabs', () => {
    expect(plainLines('\u001b[31merror\u001b[0m\tno\u0007\n\u202ehidden')).toEqual(['error\tno', 'hidden']);
  });

  it('are told apart where a progress bar redraws its line', () => {
    expect(plainLines('1 %\r2 %\r\ndone  ')).toEqual(['1 %', '2 %', 'done']);
  });
});
