import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMask } from '../capabilities/capability-set.ts';
import { parseMask } from '../capabilities/mask.ts';
import { parseProcessStatus, processStatus } from './process-status.ts';

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

  it.each(['Uid', 'Gid', 'Groups', 'Seccomp'])('is not accepted with words for the numbers of %s', (field) => {
    expect(parseProcessStatus(STATUS.replace(`${field}:\t`, `${field}:\tx`))).toBeUndefined();
  });

  it('is read in a form that a journal can keep, or not at all', () => {
    const lines = STATUS.split('\n');
    const change = fc.tuple(
      fc.nat(lines.length - 1),
      fc.oneof(fc.string(), fc.constantFrom('Uid:\t1e9', 'Seccomp:\t-1', 'CapEff:')),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const changed = new Map(changes);
        const status = parseProcessStatus(lines.map((line, index) => changed.get(index) ?? line).join('\n'));
        if (status !== undefined) expect(processStatus.parse(processStatus.encode(status))).toEqual(status);
      }),
      { numRuns: 1_000 },
    );
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
