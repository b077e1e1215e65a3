import { describe, expect, it } from 'vitest';
import { formatSet, sizeOf } from './capability-set.ts';
import { parseSet } from './parse-set.ts';
import { DOCKER_DEFAULTS, parseUniverse } from './universe.ts';

describe('a set that a user wrote', () => {
  it('takes names with and without the prefix, in any case and order', () => {
    expect(formatSet(parseSet('cap_fowner, CHOWN'))).toBe('CHOWN,FOWNER');
  });

  it('is empty when it says none', () => {
    expect(formatSet(parseSet('none'))).toBe('none');
  });

  it('is refused with the nearest name when a name is unknown', () => {
    expect(() => parseSet('CHOWN,SETFCAPS')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_CAPABILITY',
        message: 'Unknown capability SETFCAPS',
        hint: 'Did you mean SETFCAP?',
      }),
    );
  });
});

describe('a universe', () => {
  it('is the mask that Docker grants by default', () => {
    expect(parseUniverse('docker')).toBe(0xa80425fbn);
    expect(sizeOf(DOCKER_DEFAULTS)).toBe(14);
  });

  it('leaves what harms the host out of wide, but not out of all', () => {
    expect(formatSet(parseUniverse('wide'))).not.toMatch(/SYS_MODULE|SYS_BOOT|SYS_RAWIO|SYS_TIME|MAC_/);
    expect(formatSet(parseUniverse('all'))).toMatch(/SYS_MODULE.*MAC_ADMIN/);
  });

  it('can be a list', () => {
    expect(formatSet(parseUniverse('KILL,CHOWN'))).toBe('CHOWN,KILL');
  });
});
