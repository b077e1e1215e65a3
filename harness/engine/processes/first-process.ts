import type { StatusReader } from './status-reader.ts';

/** Whether the process of that pid is still the first one of a container; a pid is given anew once its process has ended. */
export async function isStillFirst(reader: StatusReader, pid: number): Promise<boolean> {
  const text = await reader.read(pid).catch(() => undefined);
  return text !== undefined && isFirstProcess(text);
}

/** In its own, innermost pid namespace the process is number 1. */
export function isFirstProcess(status: string): boolean {
  return /^NSpid:.*\t1$/m.test(status);
}
