import { expect, it } from 'vitest';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { plannedCaseOf } from '../../testing/examples/plans.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import { warnOfMountedPaths } from './mounted-context.ts';

function warnings(text: string, kind: 'dir' | 'tar' = 'dir'): string[] {
  const instruction: Instruction = { keyword: text.split(' ')[0] ?? '', line: 3, text };
  const context = { ...DEFAULT_CONFIGURATION.context, kind };
  const configuration = { ...DEFAULT_CONFIGURATION, context };
  const told: string[] = [];
  const one = plannedCaseOf('api', EMPTY_SET, { configuration, instructions: [instruction] });
  warnOfMountedPaths(one, (warning) => void told.push(warning));
  return told;
}

it.each(['RUN make -C /workspace', 'RUN echo > "/workspace/out"', 'WORKDIR /workspace', 'VOLUME ["/workspace/data"]'])(
  'tells of an instruction that names the mounted directory: %s',
  (text) => {
    expect(warnings(text)).toEqual([expect.stringContaining('api: line 3 names /workspace')]);
    expect(warnings(text, 'tar')).toEqual([]);
  },
);

it.each(['RUN ls /workspaces', 'RUN ls /src/workspace', 'RUN ls /workspace-2', 'COPY a /workspace/a', 'RUN true'])(
  'says nothing of another path, or of COPY: %s',
  (text) => {
    expect(warnings(text)).toEqual([]);
  },
);
