import { expect, it } from 'vitest';
import { loadedAtStart } from './loaded-at-start.ts';

const output = (
  inputs: Record<string, number>,
  imports: { path: string; kind: 'import-statement' | 'dynamic-import' }[],
) => ({
  bytes: 0,
  exports: [],
  imports,
  inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
});

it('counts what is imported at once, and leaves out what waits for a command', () => {
  const outputs = {
    'dist/main.js': output({ 'harness/main.ts': 10 }, [
      { path: 'dist/a.js', kind: 'import-statement' },
      { path: 'dist/b.js', kind: 'dynamic-import' },
    ]),
    'dist/a.js': output({ 'harness/cli/program.ts': 20, 'node_modules/commander/lib/command.js': 300 }, [
      { path: 'dist/c.js', kind: 'import-statement' },
    ]),
    'dist/b.js': output({ 'node_modules/zod/index.js': 4_000 }, []),
    'dist/c.js': output({ 'harness/cli/output/output.ts': 5 }, [{ path: 'dist/main.js', kind: 'import-statement' }]),
  };
  expect(loadedAtStart({ inputs: {}, outputs }, 'dist/main.js')).toEqual([
    { name: 'commander', bytes: 300 },
    { name: 'harness/cli', bytes: 25 },
    { name: 'harness', bytes: 10 },
  ]);
});
