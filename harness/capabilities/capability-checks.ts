import type { Capability } from './capability.ts';

/** The capability checks that the kernel made on behalf of a build, equal ones counted together. */
export interface CapabilityChecks {
  /** False when events were lost: a check that is not listed may have been made all the same. */
  readonly complete: boolean;
  readonly checks: readonly CapabilityCheck[];
}

/** Checks of one capability, asked for by one program, with one answer. */
export interface CapabilityCheck {
  readonly capability: Capability;
  readonly granted: boolean;
  /** The name that the kernel has of the program (`comm`): at most 15 bytes, a stranger's text. */
  readonly program: string;
  readonly count: number;
}
