import { unifiedDiff } from '../../patch/unified-diff.ts';
import { safeLines, safeText } from '../../text/plain-text.ts';
import type { AuditPatch, ElsewherePatch, KeptPatch } from '../audit-patch.ts';

/** Writes what belongs into a file that was not given. */
export type PolicyWriter = (patch: ElsewherePatch) => string;

/** The patch of an audit for a terminal, and what it leaves out; nothing where there is nothing to be changed. */
export function patchText(
  { files, notes, refused, elsewhere }: AuditPatch,
  { kept, writePolicy }: { readonly kept: KeptPatch; readonly writePolicy: PolicyWriter },
): string[] {
  const left = refused.map(({ builds, place, because }) => {
    const titles = builds.map(({ title }) => safeText(title)).join('; ');
    return `${safeText(place.file)}:${place.line}  ${titles}: not patched\n  ${safeText(because)}`;
  });
  const others = elsewhere.map((one) => {
    const titles = one.builds.map(({ title }) => safeText(title)).join('; ');
    return `${safeText(one.place.file)}:${one.place.line}  ${titles}: ${safeText(one.because)}. Write this there:\n\n${safeLines(writePolicy(one)).trimEnd()}`;
  });
  if (files.length === 0) return [...left, ...others];
  const told = [`patch: ${keptText(kept)}`, ...notes.map((note) => `note: ${safeText(note)}`)];
  return [...left, ...others, `${told.join('\n')}\n\n${safeLines(unifiedDiff(files)).trimEnd()}`];
}

/** Where the patch is, or how it gets there. */
function keptText({ isWritten, savedAs }: KeptPatch): string {
  const saved = savedAs === null ? undefined : `saved as ${safeText(savedAs)}`;
  if (isWritten) return saved === undefined ? 'written into the manifests' : `written into the manifests, ${saved}`;
  return saved === undefined ? '--write writes it, --patch FILE saves it as a diff' : `${saved}, --write writes it`;
}
