import { describe, expect, it } from 'vitest';
import { formatMask } from '../capabilities/capability-set.ts';
import { parseMask } from '../capabilities/mask.ts';
import { parseProcessStatus } from './process-status.ts';

const STATUS = `Name:	executor
Umask:	0022
State:	S (sleeping)
Uid:	0	0	0	0
Gid:	0	0	0	0
Groups:	0 42
NSpid:	4711	1
CapInh:	0000000000000000
CapPrm:	00000000a80425fb
CapEff:	00000000a80425fb
CapBnd:	00000000a80425fb
CapAmb:	0000000000000000
NoNewPrivs:	0
Seccomp:	2
Seccomp_filters:	1
`;

describe('the status of a process', () => {
  it('gives the five capability sets and what else bounds privilege', () => {
    const status = parseProcessStatus(STATUS);
    expect(status).toMatchObject({
      name: 'executor',
      noNewPrivileges: false,
      seccomp: 2,
      groups: [0, 42],
      umask: '0022',
    });
    expect(status?.uids).toEqual([0, 0, 0, 0]);
    const sets = [status?.inheritable, status?.permitted, status?.effective, status?.bounding, status?.ambient];
    expect(sets.map((set) => set !== undefined && formatMask(set))).toEqual([
      '0000000000000000',
      '00000000a80425fb',
      '00000000a80425fb',
      '00000000a80425fb',
      '0000000000000000',
    ]);
  });

  it.each(['Name', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])('is not accepted without %s', (field) => {
    expect(parseProcessStatus(STATUS.replace(new RegExp(`^${field}:.*\n`, 'm'), ''))).toBeUndefined();
  });

  it('is not accepted with an unreadable mask', () => {
    expect(parseProcessStatus(STATUS.replace('CapBnd:\t0', 'CapBnd:\tx'))).toBeUndefined();
  });
});

describe('a mask', () => {
  it.each(['a80425fb', '0xA80425FB', '00000000a80425fb'])('is read from %s', (text) => {
    expect(parseMask(text)).toBe(0xa80425fbn);
  });

  it.each(['', '0x', 'chown', '1'.repeat(17)])('is not read from "%s"', (text) => {
    expect(parseMask(text)).toBeUndefined();
  });
});
