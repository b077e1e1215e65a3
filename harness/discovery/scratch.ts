import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError, messageOf, systemHint } from '../errors.ts';

/**
 * Makes a directory for what a run needs only while it goes on.
 *
 * @throws HarnessError SCRATCH_NOT_WRITTEN
 */
export async function makeScratch(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'kaniko-caps-'));
  } catch (thrown) {
    throw unusable(`Cannot make a directory for temporary files in ${tmpdir()}: ${messageOf(thrown)}`, thrown);
  }
}

/**
 * Refuses to go on where that directory was removed.
 *
 * @throws HarnessError SCRATCH_NOT_WRITTEN
 */
export async function assertScratch(scratch: string): Promise<void> {
  await access(scratch).catch((thrown: unknown) => {
    if (systemHint(thrown) === undefined) throw thrown;
    throw unusable(`The directory for temporary files cannot be used: ${messageOf(thrown)}`, thrown);
  });
}

/** Removes the directory; what cannot be removed is left to whoever cleans up temporary files. */
export async function removeScratch(scratch: string): Promise<void> {
  await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
}

function unusable(message: string, cause: unknown): HarnessError {
  const hint = `${systemHint(cause) ?? ''} TMPDIR says where temporary files are kept.`.trim();
  return new HarnessError('SCRATCH_NOT_WRITTEN', message, { cause, hint });
}
