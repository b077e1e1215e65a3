import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { PackedContext } from '../corpus/pack-context.ts';
import type { Case, PinnedBase } from '../vocabulary/case.ts';
import type { PlannedVariation } from '../vocabulary/variation.ts';

/** A case that is ready to be tried. */
export interface PreparedCase {
  readonly case: Case;
  readonly context: PackedContext;
  /** What is in play of the case's universe: what the engine grants and the builder does not always have. */
  readonly universe: CapabilitySet;
  readonly bases: readonly PinnedBase[];
  /** The variations that the run was asked for, each with whether it is tried of this case. */
  readonly variations: readonly PlannedVariation[];
}
