import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import type { ArgumentValue } from '../../corpus/configuration/read-argument.ts';
import type { Secret } from '../../corpus/configuration/read-secret.ts';
import type { SeccompProfile } from '../../engine/container-setup.ts';
import type { Case, PinnedBase } from '../../vocabulary/case.ts';
import type { PlannedVariation } from '../../vocabulary/variation.ts';
import type { ContextShelf } from './context-shelf.ts';

/** A case that is ready to be tried. */
export interface PreparedCase {
  readonly case: Case;
  readonly contexts: ContextShelf;
  /** The identity of its context. */
  readonly contextSha256: string;
  /** What is in play of the case's universe: what the engine grants and the builder does not always have. */
  readonly universe: CapabilitySet;
  readonly bases: readonly PinnedBase[];
  readonly seccomp: SeccompProfile;
  /** With their values; never to be written or shown. */
  readonly secrets: readonly Secret[];
  /** With their values, as above. */
  readonly secretArguments: readonly ArgumentValue[];
  /** The variations that the run was asked for, each with whether it is tried of this case. */
  readonly variations: readonly PlannedVariation[];
}
