import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import type { Place } from '../manifest/model/stated.ts';
import type { ChangedFile } from '../patch/unified-diff.ts';

/** What is to be written so that builds are granted what they need. */
export interface AuditPatch {
  readonly files: readonly ChangedFile[];
  /** What a reader of the diff has to know, a sentence each. */
  readonly notes: readonly string[];
  /** Builds whose place stays as it is, although they may be granted something else than they need. */
  readonly refused: readonly RefusedPatch[];
}

/** A place that is not patched. */
export interface RefusedPatch {
  /** Of the builds that it would have been for. */
  readonly builds: readonly DeclaredBuild[];
  readonly place: Place;
  /** A sentence, or two with the way out. */
  readonly because: string;
}

/** Nothing is patched. */
export const NO_PATCH: AuditPatch = { files: [], notes: [], refused: [] };
