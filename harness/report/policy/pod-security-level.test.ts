import { expect, test } from 'vitest';
import { podSecurityLevel } from './pod-security-level.ts';

test('A set of capabilities that baseline allows fits baseline', () => {
  expect(podSecurityLevel(['CHOWN', 'FSETID', 'SYS_CHROOT'])).toEqual({ level: 'baseline', beyondBaseline: [] });
});

test('The empty set fits baseline', () => {
  expect(podSecurityLevel([]).level).toBe('baseline');
});

test('A set with NET_RAW needs privileged, and NET_RAW is named as what breaks baseline', () => {
  expect(podSecurityLevel(['CHOWN', 'NET_RAW'])).toEqual({ level: 'privileged', beyondBaseline: ['NET_RAW'] });
});
