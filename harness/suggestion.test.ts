import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from './capabilities/capability.ts';
import { nearestName, suggestion } from './suggestion.ts';

describe('the name that somebody probably meant', () => {
  it.each([
    ['CHWON', 'CHOWN'],
    ['chow', 'CHOWN'],
    ['DAC_OVERIDE', 'DAC_OVERRIDE'],
    ['FSETUID', 'FSETID'],
    ['SETCAP', 'SETPCAP'],
    ['SYS_CHROT', 'SYS_CHROOT'],
  ])('for %s is %s', (written, meant) => {
    expect(nearestName(written, CAPABILITIES)).toBe(meant);
  });

  it.each(['bogus', 'everything', 'x', ''])('for "%s" is none', (written) => {
    expect(nearestName(written, CAPABILITIES)).toBeUndefined();
    expect(suggestion(written, CAPABILITIES)).toEqual({});
  });
});
