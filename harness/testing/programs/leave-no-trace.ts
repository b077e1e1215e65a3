import { afterAll, expect } from 'vitest';

// Test files share a process and its modules, which halves the time that they take. So none may leave behind what another one sees.

const directory = process.cwd();
const environment = { ...process.env };

// The first hook to be added is the last one to run.
afterAll(() => {
  expect(process.cwd()).toBe(directory);
  const names = Object.keys({ ...environment, ...process.env });
  expect(names.filter((name) => process.env[name] !== environment[name])).toEqual([]);
});
