import { unifiedDiff } from '../../patch/unified-diff.ts';
import { safeLines, safeText } from '../../text/plain-text.ts';
import type { AuditPatch } from '../audit-patch.ts';

/** The patch of an audit for a terminal, and what it leaves out; nothing where there is nothing to be changed. */
export function patchText({ files, notes, refused }: AuditPatch): string[] {
  const left = refused.map(({ builds, place, because }) => {
    const titles = builds.map(({ title }) => safeText(title)).join('; ');
    return `${safeText(place.file)}:${place.line}  ${titles}: not patched\n  ${safeText(because)}`;
  });
  if (files.length === 0) return left;
  const told = [
    'patch: --write writes it, --patch FILE saves it as a diff',
    ...notes.map((note) => `note: ${safeText(note)}`),
  ];
  return [...left, `${told.join('\n')}\n\n${safeLines(unifiedDiff(files)).trimEnd()}`];
}
