import { describe, expect, it } from 'vitest';
import { recordedPods } from '../../../testing/cluster/recorded-pods.ts';
import { endOfKeeper } from './keeper-fate.ts';

describe('the pod that holds the registry of a run', () => {
  it('has not ended while it runs, also where its node does not answer', () => {
    const running = recordedPods('running');
    expect(running.map(endOfKeeper)).toEqual(running.map(() => undefined));
    const [pod] = running;
    expect(endOfKeeper({ ...pod, status: { ...pod?.status, phase: 'Unknown' } })).toBeUndefined();
  });

  it('never comes back once it is deleted', () => {
    expect(endOfKeeper(null)).toBe('it is gone');
    const [pod] = recordedPods('running');
    const metadata = { ...pod?.metadata, deletionTimestamp: new Date(0) };
    expect(endOfKeeper({ ...pod, metadata })).toBe('another program deleted the pod');
  });

  it.each([
    ['evicted', /^the pod was disrupted|^the pod failed \(Evicted\)/],
    ['killed', /ended \(.*exit code 137\)$/],
    ['out-of-memory', /ended \(OOMKilled, exit code \d+\)$/],
  ])('never comes back once it was %s', (name, why) => {
    expect(endOfKeeper(recordedPods(name).at(-1) ?? null)).toMatch(why);
  });
});
