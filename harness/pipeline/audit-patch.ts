import type { DeclaredBuild } from '../manifest/model/declared-build.ts';
import type { Place } from '../manifest/model/stated.ts';
import type { ChangedFile } from '../patch/unified-diff.ts';
import type { Policy } from '../report/policy/policy.ts';

/** What is to be written so that builds are granted what they need. */
export interface AuditPatch {
  readonly files: readonly ChangedFile[];
  /** What a reader of the diff has to know, a sentence each. */
  readonly notes: readonly string[];
  /** What is to be written into files that were not given. */
  readonly elsewhere: readonly ElsewherePatch[];
  /** Builds whose place stays as it is, although they may be granted something else than they need. */
  readonly refused: readonly RefusedPatch[];
}

/** What a file grants that was not given, as a runner's configuration. */
export interface ElsewherePatch {
  /** Of the builds that it grants. */
  readonly builds: readonly DeclaredBuild[];
  readonly place: Place;
  /** Of policies: `gitlab-runner`. */
  readonly format: string;
  /** Why it is not in the manifest, in a sentence or a clause. */
  readonly because: string;
  readonly policy: Policy;
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
export const NO_PATCH: AuditPatch = { files: [], notes: [], elsewhere: [], refused: [] };

/** Where the patch of an audit was written. */
export interface KeptPatch {
  /** Whether the manifests are patched already. */
  readonly isWritten: boolean;
  /** The file that has it as a diff, as a person types it; null where none has. */
  readonly savedAs: string | null;
}

/** It was written nowhere. */
export const NOT_KEPT: KeptPatch = { isWritten: false, savedAs: null };
