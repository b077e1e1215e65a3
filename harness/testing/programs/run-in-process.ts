import { vi } from 'vitest';
import { runProgram } from '../../cli/program.ts';

/** How a command ended, and what it wrote. */
export interface ProgramEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function runInProcess(...commandLine: readonly string[]): Promise<ProgramEnd> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { exitCode: await runProgram(['node', 'kaniko-caps', ...commandLine]), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
