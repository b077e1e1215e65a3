import * as z from 'zod';
import { CAPABILITIES } from '../capabilities/capability.ts';

/** What the kernel writes in the place of a program's name that it no longer has. */
export const UNKNOWN_PROGRAM = '<...>';

/** Checks of one capability, asked for by one program, with one answer. */
export const capabilityCheck = z.object({
  capability: z.enum(CAPABILITIES),
  granted: z.boolean(),
  /** The name that the kernel has of the program (`comm`): at most 15 bytes, a stranger's text. */
  program: z.string(),
  count: z.number(),
});

/** Checks of one capability, asked for by one program, with one answer. */
export type CapabilityCheck = z.output<typeof capabilityCheck>;

/** The capability checks that the kernel made on behalf of a build, equal ones counted together. */
export const capabilityChecks = z.object({
  /** False when events were lost: a check that is not listed may have been made all the same. */
  complete: z.boolean(),
  checks: z.array(capabilityCheck).readonly(),
});

/** The capability checks that the kernel made on behalf of a build. */
export type CapabilityChecks = z.output<typeof capabilityChecks>;
