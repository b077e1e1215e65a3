import type { DeclaredContext } from '../../manifest/model/declared-build.ts';
import { safeText } from '../../text/plain-text.ts';

/** A context as its manifest names it: `/workspace/source`, `git://…`. */
export function displayedContext(context: DeclaredContext): string {
  switch (context.kind) {
    case 'directory':
      return safeText(context.mount === null ? context.path : `${context.path} (${context.mount.what})`);
    case 'tar':
      return `a tar: ${safeText(context.location)}`;
    case 'not-known':
      return context.written === '' ? 'not in the manifest' : safeText(context.written);
    default:
      return safeText(context.location);
  }
}
