import { describe, expect, it } from 'vitest';
import type { Capability } from '../capabilities/capability.ts';
import { type CapabilitySet, isSubset, setOf } from '../capabilities/capability-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { fileEntry, imageOf } from '../testing/fingerprints.ts';
import { type SimulatedBuild, simulateDiscovery } from '../testing/simulated-discovery.ts';

/** A build that stops at the first capability that it lacks with these words, and loses a bit in silence without FSETID. */
function build(set: CapabilitySet, words: readonly (readonly [Capability, string])[]): SimulatedBuild {
  const lacking = words.find(([capability]) => !isSubset(setOf(capability), set));
  if (lacking !== undefined) {
    const [, message] = lacking;
    return { kind: 'failed', exitCode: 1, failure: { phase: 'base', instruction: null, message, signature: message } };
  }
  return imageOf({ tool: fileEntry({ mode: isSubset(setOf('FSETID'), set) ? 0o2755 : 0o755 }) });
}

const discover = (words: readonly (readonly [Capability, string])[]) =>
  simulateDiscovery({ universe: DOCKER_DEFAULTS, build: (set) => build(set, words) });

const WORDS = [
  ['CHOWN', 'chown /home: operation not permitted'],
  ['FOWNER', 'chmod /home: operation not permitted'],
] as const;

describe('the guess from failures', () => {
  it('finds a build that needs nothing with its first question', async () => {
    const image = imageOf({ tool: fileEntry({}) });
    const { record } = await simulateDiscovery({ universe: DOCKER_DEFAULTS, build: () => image });
    expect(record).toMatchObject({ status: 'proven', faithful: { minimalSets: [[]] }, trials: { count: 3 } });
  });

  it('climbs on what the failures say, so that what a build does not need is never tried', async () => {
    const { record } = await discover(WORDS);
    expect(record.faithful.minimalSets).toEqual([['CHOWN', 'FOWNER', 'FSETID']]);
    expect(record.exitZero.minimalSets).toEqual([['CHOWN', 'FOWNER']]);
    // Two references, four steps up, the three losses twice: a search that knows nothing takes 21.
    expect(record.trials.count).toBe(12);
  });

  it('does not change a finding when the failures mislead', async () => {
    const misleading = WORDS.map(([capability]) => [capability, 'mknod: Operation not permitted'] as const);
    const [misled, told] = [await discover(misleading), await discover(WORDS)];
    expect(misled.record.faithful).toEqual(told.record.faithful);
    expect(misled.record.exitZero).toEqual(told.record.exitZero);
  });

  it('falls back on trying each capability when the failures say nothing', async () => {
    const { record } = await discover(WORDS.map(([capability]) => [capability, 'exit status 1'] as const));
    expect(record).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER', 'FSETID']] } });
  });
});
