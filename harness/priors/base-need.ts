import type { Capability } from '../capabilities/capability.ts';
import { type BuilderVersion, isFrom } from './builder-version.ts';

/** Kaniko drops the file capabilities of a base before this version. */
const keepsFileCapabilities = isFrom([1, 8, 0]);

/** Whether unpacking a base can take a capability, as far as the builder decides that; without a builder, it can. */
export function canBaseNeed(capability: Capability, builder: BuilderVersion | undefined): boolean {
  return capability !== 'SETFCAP' || builder === undefined || keepsFileCapabilities(builder);
}
