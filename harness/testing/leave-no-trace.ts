import { afterAll, expect } from 'vitest';

// Test files share a process and its modules, which halves the time that they take. So none may leave behind what another one sees.

const before = { directory: process.cwd(), environment: { ...process.env } };

// The first hook to be added is the last one to run.
afterAll(() => {
  expect({ directory: process.cwd(), environment: { ...process.env } }).toEqual(before);
});
