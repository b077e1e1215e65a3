import { describe, expect, it } from 'vitest';
import { isKnownProfile } from './seccomp-profile.ts';

const profile = (...syscalls: readonly object[]): string =>
  JSON.stringify({ defaultAction: 'SCMP_ACT_ERRNO', syscalls });
const allow = { action: 'SCMP_ACT_ALLOW' };

describe('a seccomp profile is known', () => {
  it('where it opens by capability what the witness looks for, or what every trial is taken to ask about', () => {
    expect(
      isKnownProfile(
        profile(
          { ...allow, names: ['read', 'socket'] },
          { ...allow, names: ['chroot'], includes: { caps: ['CAP_SYS_CHROOT'] } },
          { ...allow, names: ['clock_settime'], excludes: { caps: ['CAP_SYS_TIME'] }, includes: {} },
          { ...allow, names: ['socket'], includes: { caps: ['CAP_AUDIT_WRITE'], arches: null } },
        ),
      ),
    ).toBe(true);
  });

  it.each([
    [
      'opens another call by it',
      profile({ ...allow, names: ['chroot', 'mkdir'], includes: { caps: ['CAP_SYS_CHROOT'] } }),
    ],
    ['refuses a call by it', profile({ ...allow, names: ['mkdir'], excludes: { caps: ['CAP_CHOWN'] } })],
    ['names one that nobody knows', profile({ ...allow, names: ['chroot'], includes: { caps: ['CAP_NEW'] } })],
    ['is of another form', '{"syscalls":"all"}'],
    ['is no JSON', 'profile'],
  ])('and not where it %s', (_, text) => {
    expect(isKnownProfile(text)).toBe(false);
  });
});
