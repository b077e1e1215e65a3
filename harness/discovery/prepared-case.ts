import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Case, PackedContext } from '../corpus/case.ts';
import type { PinnedBase } from '../sandbox/base-images.ts';

/** A case that is ready to be tried. */
export interface PreparedCase {
  readonly case: Case;
  readonly context: PackedContext;
  readonly universe: CapabilitySet;
  readonly bases: readonly PinnedBase[];
}
