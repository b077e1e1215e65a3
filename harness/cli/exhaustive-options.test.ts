import { describe, expect, it } from 'vitest';
import { setOf } from '../capabilities/capability-set.ts';
import { ALL_CAPABILITIES, DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { checkExhaustive, parseOver } from './exhaustive-options.ts';

describe('the options of an exhaustive run', () => {
  it('name the capabilities of which every subset is tried', () => {
    expect(parseOver({ exhaustive: true, over: 'fowner,CAP_CHOWN' })).toBe(setOf('CHOWN', 'FOWNER'));
    expect(parseOver({ exhaustive: true })).toBeUndefined();
  });

  it('are refused where nothing is exhaustive or nothing is named', () => {
    expect(() => parseOver({ over: 'CHOWN' })).toThrow('--over was given without --exhaustive');
    expect(() => parseOver({ exhaustive: true, over: 'none' })).toThrow('--over names no capability');
    expect(() => parseOver({ exhaustive: true, over: 'CHWON' })).toThrow('Unknown capability CHWON');
  });

  it('are refused for a case whose universe lacks what is named', () => {
    const cases = [
      { id: 'wide', universe: ALL_CAPABILITIES },
      { id: 'plain', universe: DOCKER_DEFAULTS },
    ];
    expect(() => checkExhaustive(cases, setOf('CHOWN', 'SYS_ADMIN'))).toThrow(
      '--over names SYS_ADMIN, outside the universe of plain',
    );
    expect(() => checkExhaustive(cases, setOf('CHOWN'))).not.toThrow();
  });

  it('are refused for more subsets than anyone tries', () => {
    expect(() => checkExhaustive([{ id: 'wide', universe: ALL_CAPABILITIES }], undefined)).toThrow(
      'wide: 41 capabilities have 2,199,023,255,552 subsets',
    );
    expect(() => checkExhaustive([{ id: 'plain', universe: DOCKER_DEFAULTS }], undefined)).not.toThrow();
  });
});
