import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';

/** Whether a path that is there leads below one of these directories, links followed. */
export async function isWithin(path: string, directories: readonly string[]): Promise<boolean> {
  const [real = path, ...above] = await Promise.all(
    [path, ...directories].map((one) => realpath(one).catch(() => resolve(one))),
  );
  return above.some((directory) => real === directory || real.startsWith(`${directory.replace(/\/$/, '')}/`));
}
