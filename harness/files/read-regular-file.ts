import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Reads a file whose directory somebody else may have filled, links followed.
 *
 * @throws Error for a pipe or a device, of which a read may never end, and what the system says.
 */
export async function readRegularFile(path: string): Promise<Buffer> {
  // An open of a pipe would wait for whoever writes into it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error('it is not a regular file');
    return await file.readFile();
  } finally {
    await file.close();
  }
}
