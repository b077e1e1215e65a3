import { readdir, readFile, stat } from 'node:fs/promises';
import { systemErrorCode } from '../../../errors.ts';
import { mappingsIn, type RunningProgram } from '../../processes/running-program.ts';
import { pidsIn, type StatusReader } from '../../processes/status-reader.ts';

/** Reads this host's own `/proc`. */
export const localStatusReader: StatusReader = {
  source: { kind: 'readable', from: 'local' },
  read: (pid) => readProcessFile(pid, 'status'),
  children: async (pid) => {
    // Each thread has children of its own.
    const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
    const lists = await Promise.all(threads.map((thread) => readProcessFile(pid, `task/${thread}/children`)));
    return pidsIn(lists.join(' '));
  },
  program: (pid) => readProgram(pid).catch(() => null),
  close: () => undefined,
};

async function readProgram(pid: number): Promise<RunningProgram> {
  const [smaps, { dev, ino, ctimeNs }] = await Promise.all([
    readFile(`/proc/${pid}/smaps`, 'utf8'),
    stat(`/proc/${pid}/exe`, { bigint: true }),
  ]);
  return { file: [dev, ino, ctimeNs].join(' '), mappings: mappingsIn(smaps) };
}

/** Whether the process of that pid, here, has this on its command line. */
export async function isProcessHere(pid: number, word: string): Promise<boolean> {
  const commandLine = await readProcessFile(pid, 'cmdline').catch(() => undefined);
  return commandLine?.includes(word) ?? false;
}

async function readProcessFile(pid: number, file: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (thrown) {
    // ESRCH: it ended between open and read.
    if (['ENOENT', 'ESRCH'].includes(systemErrorCode(thrown) ?? '')) return undefined;
    throw thrown;
  }
}
