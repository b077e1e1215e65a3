import { readFileSync } from 'node:fs';
import type { V1Pod } from '@kubernetes/client-node';

/** The sightings of a pod that were recorded on a real cluster, in the order in which they were told. */
export function recordedPods(name: string): readonly V1Pod[] {
  return JSON.parse(readFileSync(new URL(`pods/${name}.json`, import.meta.url), 'utf8'));
}
