import { describe, expect, it } from 'vitest';
import { setOf } from '../../capabilities/capability-set.ts';
import { ALL_CAPABILITIES, DOCKER_DEFAULTS } from '../../capabilities/universe.ts';
import { assertTriable } from './exhaustive-limits.ts';

const WIDE = { id: 'wide', universe: ALL_CAPABILITIES };
const PLAIN = { id: 'plain', universe: DOCKER_DEFAULTS };

describe('every subset', () => {
  it('is refused for a case whose universe lacks what is named', () => {
    const over = setOf('CHOWN', 'SYS_ADMIN');
    expect(() => assertTriable([WIDE, PLAIN], { kind: 'every-set', over })).toThrow(
      '--over names SYS_ADMIN, which is not in play for plain',
    );
    expect(() => assertTriable([WIDE, PLAIN], { kind: 'every-set', over: setOf('CHOWN') })).not.toThrow();
  });

  it('is refused where there are more than anyone tries', () => {
    expect(() => assertTriable([WIDE], { kind: 'every-set', over: null })).toThrow(
      'wide: 41 capabilities have 2,199,023,255,552 subsets',
    );
    expect(() => assertTriable([PLAIN], { kind: 'every-set', over: null })).not.toThrow();
  });

  it('is no matter for a search', () => {
    expect(() => assertTriable([WIDE], { kind: 'search' })).not.toThrow();
  });
});
