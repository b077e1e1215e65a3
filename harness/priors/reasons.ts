import { type CapabilitySet, isSubset, setOf } from '../capabilities/capability-set.ts';
import type { Signal } from './signals.ts';

/** A signal that says less than this is not worth a line. */
const WORTH_SAYING = 0.1;

/** Why capabilities are expected, one line for each thing that was seen, the strongest first. */
export function reasonsFor(signals: readonly Signal[], universe: CapabilitySet): string[] {
  const telling = signals
    .filter(({ capability }) => isSubset(setOf(capability), universe))
    .filter(({ faithful, exitZero }) => Math.max(faithful, exitZero) >= WORTH_SAYING)
    .toSorted((a, b) => b.faithful - a.faithful);
  const lines = new Map<string, string[]>();
  for (const signal of telling) {
    const seen = seenText(signal);
    lines.set(seen, [...(lines.get(seen) ?? []), signal.capability]);
  }
  return [...lines].map(([seen, capabilities]) => `${[...new Set(capabilities)].sort().join(' ')}: ${seen}`);
}

function seenText({ feature, tally, isOfOthers, ...signal }: Signal): string {
  const { words, line, name, isFallback } = feature;
  const place = `${name === 'unpacked-base' ? `the files of ${words}` : words} (line ${line})`;
  const onlyImage = signal.exitZero < WORTH_SAYING ? ', for the same image only' : '';
  const fallback = isFallback ? ', as an alternative' : '';
  return `${place}${fallback}${onlyImage}, ${countText(tally, isOfOthers)}`;
}

function countText(tally: Signal['tally'], isOfOthers: boolean): string {
  if (tally === undefined || tally.findings === 0) return 'not recorded yet';
  const { faithful, exitZero, findings } = tally;
  const forExitZero = faithful === exitZero || exitZero === 0 ? '' : `, for exit code 0 in ${exitZero}`;
  return `needed in ${faithful} of ${findings} recorded findings${isOfOthers ? ' with other bases' : ''}${forExitZero}`;
}
