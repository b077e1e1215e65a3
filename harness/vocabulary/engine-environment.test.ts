import { expect, it } from 'vitest';
import { SCRIPTED_ENVIRONMENT } from '../testing/scripted/scripted-environment.ts';
import { isAnotherFact } from './engine-environment.ts';

it('differ in what both know, and not in what one of them does not', () => {
  const known = { ...SCRIPTED_ENVIRONMENT, unprivilegedPortStart: 0, umask: '0022' };
  expect(isAnotherFact('unprivilegedPortStart', known, { ...known, unprivilegedPortStart: 1024 })).toBe(true);
  expect(isAnotherFact('unprivilegedPortStart', known, SCRIPTED_ENVIRONMENT)).toBe(false);
  expect(isAnotherFact('umask', SCRIPTED_ENVIRONMENT, known)).toBe(false);
  expect(isAnotherFact('rootless', known, { ...known, rootless: true })).toBe(true);
  // Unreadable files of the host are a fact, too.
  expect(isAnotherFact('protectedFiles', { ...known, protectedFiles: { x: '1' } }, known)).toBe(true);
});

it('differ in how many trials share a pod, of which nothing is said where each has its own', () => {
  const shared = { ...SCRIPTED_ENVIRONMENT, trialsPerPod: 8 };
  expect(isAnotherFact('trialsPerPod', SCRIPTED_ENVIRONMENT, shared)).toBe(true);
  expect(isAnotherFact('trialsPerPod', { ...shared, trialsPerPod: 1 }, SCRIPTED_ENVIRONMENT)).toBe(false);
});
