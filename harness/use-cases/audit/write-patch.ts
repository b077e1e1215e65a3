import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError, messageOf } from '../../errors.ts';
import { displayPath } from '../../files/display-path.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { type ChangedFile, unifiedDiff } from '../../patch/unified-diff.ts';

/**
 * Writes a unified diff to a file.
 *
 * @throws HarnessError CANNOT_WRITE
 */
export async function writePatch(path: string, files: readonly ChangedFile[]): Promise<void> {
  const file = resolve(path);
  await writeWhole(file, unifiedDiff(files)).catch((cause: unknown) => {
    throw new HarnessError('CANNOT_WRITE', `Cannot write the patch ${displayPath(file)}: ${messageOf(cause)}`, {
      cause,
      hint: 'Name another file with --patch. The report has the patch too.',
    });
  });
}

/**
 * Writes patched manifests, each whole or not at all. Nothing is written where one of them is no longer what was read. What a link
 * names is written, not the link, and keeps its permissions.
 *
 * @throws HarnessError CANNOT_WRITE
 */
export async function writePatchedManifests(files: readonly ChangedFile[]): Promise<void> {
  const targets = await Promise.all(files.map(unchangedTarget));
  for (const { path, mode, content } of targets) {
    await writeWhole(path, content, { mode }).catch((cause: unknown) => {
      throw cannotPatch(displayPath(path), messageOf(cause), {
        hint: 'Make it writable. What was written before it stays.',
      });
    });
  }
}

async function unchangedTarget({ file, before, after }: ChangedFile): Promise<{
  readonly path: string;
  readonly mode: number;
  readonly content: Buffer;
}> {
  const path = await realpath(resolve(file)).catch(() => resolve(file));
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw cannotPatch(file, messageOf(cause), { hint: 'Run audit again.' });
  });
  // Bytes that are no UTF-8 were not read as they stand, and would be lost.
  if (!bytes.equals(Buffer.from(before))) {
    throw cannotPatch(file, 'it changed since it was read, or is not UTF-8', { hint: 'Run audit again.' });
  }
  return { path, mode: (await stat(path)).mode, content: Buffer.from(after) };
}

function cannotPatch(file: string, reason: string, { hint }: { readonly hint: string }): HarnessError {
  return new HarnessError('CANNOT_WRITE', `Cannot patch ${file}: ${reason}`, { hint });
}
