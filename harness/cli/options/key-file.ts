import { readFile } from 'node:fs/promises';
import { HarnessError, messageOf } from '../../errors.ts';

/**
 * Reads the file of a key.
 *
 * @throws HarnessError BAD_KEY
 */
export async function keyFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HarnessError('BAD_KEY', `Cannot read the key ${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'Name the file of a key in PEM.',
    });
  });
}
