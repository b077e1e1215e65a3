import { describe, expect, it } from 'vitest';
import { nearName } from './near-name.ts';

const NAMES = ['table', 'text', 'json', 'sarif', 'kubernetes', 'kubernetes-job'];

describe('the name that was probably meant', () => {
  it.each([
    ['tabel', 'table'],
    ['txt', 'text'],
    ['sarfi', 'sarif'],
    ['kubernets', 'kubernetes'],
    ['kubernetes-jobs', 'kubernetes-job'],
  ])('by %s is %s', (word, name) => expect(nearName(word, NAMES)).toBe(name));

  it.each(['pdf', 'zzzzzz', 'spreadsheet', ''])('by %j is none', (word) => {
    expect(nearName(word, NAMES)).toBeUndefined();
  });

  it('is none where there are no names', () => expect(nearName('a', [])).toBeUndefined());
});
