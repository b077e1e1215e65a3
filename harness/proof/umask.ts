import type { Observation } from '../vocabulary/observation.ts';

/** The umask of the builder in the first trial that shows it; null if none does. */
export function umaskOf(observations: readonly Observation[]): string | null {
  return observations.find(({ evidence }) => (evidence?.umask ?? null) !== null)?.evidence?.umask ?? null;
}
