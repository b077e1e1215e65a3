import { describe, expect, it } from 'vitest';
import type { TrialRegistryUse } from '../engine/trial-port.ts';
import { checkedOutcome } from './checked-outcome.ts';
import type { ReadOutcome } from './trial-outcome.ts';

const OWN = { image: 'kaniko-caps-trials/mine', tag: 'image', cache: null };

const PUSHED = {
  method: 'PUT',
  repository: OWN.image,
  subject: 'manifest',
  reference: 'image',
  digest: null,
  mount: null,
  status: 201,
} as const;

const USE: TrialRegistryUse = {
  requests: [PUSHED],
  gap: null,
  longestSilenceMs: 0,
  leastFree: null,
  company: { kind: 'counted', names: [] },
  program: { kind: 'intact' },
};

const BUILT: ReadOutcome = {
  outcome: { kind: 'built', fingerprint: 'f' },
  image: { fingerprint: 'f', manifest: 'm', blobs: [] },
};
const SLOW: ReadOutcome = { outcome: { kind: 'timeout', deadlineMs: 20_000 }, image: null };
const CANCELLED: ReadOutcome = { outcome: { kind: 'cancelled' }, image: null };

const checked = (read: ReadOutcome, changes: Partial<TrialRegistryUse> | null) =>
  checkedOutcome(read, {
    use: changes === null ? null : { ...USE, ...changes },
    witness: null,
    own: OWN,
    builder: { ownProcesses: [], pushedDigest: () => null },
    output: '',
  });

describe('an outcome in the light of the registry', () => {
  it('stays where nothing is to be objected to, or nothing was in reach', () => {
    for (const read of [BUILT, SLOW]) {
      expect(checked(read, {})).toBe(read.outcome);
      expect(checked(read, null)).toBe(read.outcome);
    }
  });

  it('is tampered where the build did what no builder does, however it ended', () => {
    const requests = [{ ...PUSHED, repository: 'library/busybox' }];
    for (const read of [BUILT, SLOW]) {
      expect(checked(read, { requests })).toEqual({ kind: 'tampered', message: 'the build wrote to library/busybox' });
    }
    expect(checked(CANCELLED, { requests })).toBe(CANCELLED.outcome);
  });

  it('is no verdict where what was asked is not known', () => {
    for (const read of [BUILT, SLOW]) {
      expect(checked(read, { gap: 'it has ended' })).toMatchObject({ kind: 'infrastructure', class: 'registry' });
    }
    const company = { kind: 'not-counted', message: 'it was too fast' } as const;
    expect(checked(BUILT, { company })).toMatchObject({ kind: 'infrastructure', class: 'evidence' });
    expect(checked(SLOW, { company })).toBe(SLOW.outcome);
  });

  it('blames no build for the silence of a registry, and no registry for a build that ended well', () => {
    expect(checked(SLOW, { longestSilenceMs: 55_000 })).toEqual({
      kind: 'infrastructure',
      class: 'registry',
      message: 'the registry of the sandbox did not answer for 55 s',
    });
    expect(checked(BUILT, { longestSilenceMs: 55_000 })).toBe(BUILT.outcome);
  });
});
