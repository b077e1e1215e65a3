import { expect, test } from 'vitest';
import { caseOf, recordOf } from '../../../testing/examples/records.ts';
import { casesReport } from '../../terminal/case-summary.ts';
import { podSecurityLines } from './pod-security-text.ts';

const profileOf = (...faithful: string[][]): ReturnType<typeof recordOf> =>
  recordOf([caseOf()], { profile: { faithful, exitZero: faithful } });

test('A run says in one line of its text which Pod Security Standard admits what serves all cases', () => {
  expect(casesReport(profileOf(['CHOWN']))).toMatch(/^Pod Security Standard: baseline \(restricted forbids root\)$/m);
});

test('What baseline does not allow is named', () => {
  expect(podSecurityLines(profileOf(['CHOWN', 'NET_RAW', 'SYS_NICE']))).toEqual([
    'Pod Security Standard: privileged (baseline does not allow NET_RAW and SYS_NICE)',
  ]);
});

test('Of several sets each is told by itself, if they differ', () => {
  expect(podSecurityLines(profileOf(['CHOWN'], ['FOWNER']))).toHaveLength(1);
  expect(podSecurityLines(profileOf(['CHOWN'], ['NET_RAW']))[0]).toContain('CHOWN: baseline (restricted forbids root)');
  expect(podSecurityLines(profileOf(['CHOWN'], ['NET_RAW']))[0]).toContain(
    'NET_RAW: privileged (baseline does not allow NET_RAW)',
  );
});

test('What a builder cannot run without counts as well', () => {
  const builder = { ...recordOf([]).builder, alwaysGranted: ['SYS_ADMIN'] };
  expect(podSecurityLines({ ...profileOf(['CHOWN']), builder })[0]).toContain('SYS_ADMIN');
});

test('Nothing is said where no set serves all cases', () => {
  expect(podSecurityLines(profileOf())).toEqual([]);
});
