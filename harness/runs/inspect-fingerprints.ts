import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '../errors.ts';
import { openFingerprintStore } from '../journal/fingerprint-store.ts';
import type { FingerprintSource } from '../proof/images/remembered-comparison.ts';
import { printable } from '../text/printable.ts';
import type { JournalEntry } from '../vocabulary/run-event.ts';

/** The fingerprints in a run's directory held against those that its journal names. */
export interface FingerprintInspection {
  /** Those that are missing or are not what their name says, and the trial that names each. */
  readonly faults: readonly string[];
  /** The files that no trial names. */
  readonly unnamed: readonly string[];
  readonly fingerprintOf: FingerprintSource;
}

/** Reads every fingerprint that a journal names, and lists every other file beside them. */
export async function inspectFingerprints(
  directory: string,
  entries: readonly JournalEntry[],
): Promise<FingerprintInspection> {
  const store = openFingerprintStore(directory);
  const faults: string[] = [];
  const named = firstTrials(entries);
  for (const [digest, trial] of named) {
    await store.load([digest]).catch((thrown: unknown) => {
      if (!(thrown instanceof HarnessError)) throw thrown;
      faults.push(`${thrown.message} (of the trial ${printable(trial)})`);
    });
  }
  const files = await readdir(join(directory, 'fingerprints')).catch(() => []);
  const unnamed = files.filter((name) => !named.has(name.replace(/\.json\.gz$/, ''))).toSorted();
  return { faults, unnamed, fingerprintOf: store.get };
}

/** Each digest that is named, with the first trial that names it. */
function firstTrials(entries: readonly JournalEntry[]): Map<string, string> {
  const named = new Map<string, string>();
  for (const { event } of entries) {
    if (event.type !== 'trial-observed' || event.observation.outcome.kind !== 'built') continue;
    const { fingerprint } = event.observation.outcome;
    if (!named.has(fingerprint)) named.set(fingerprint, event.observation.trial);
  }
  return named;
}
