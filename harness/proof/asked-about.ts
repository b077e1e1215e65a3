import type { CapabilitySet } from '../capabilities/capability-set.ts';
import type { Observation } from '../vocabulary/observation.ts';
export type AskedAbout =
  | { readonly kind: 'cube'; readonly asked: CapabilitySet }
  | { readonly kind: 'own-set-only'; readonly why: string };
export function askedAbout(_observation: Observation, _context: { universe: CapabilitySet; fileCapabilities: CapabilitySet | null }): AskedAbout {
  return { kind: 'own-set-only', why: 'the kernel was not watched' };
}
