import { describe, expect, it } from 'vitest';
import { refusalError } from '../api/kube-failure.ts';
import { isQuotaFull, whenQuotaHasRoom } from './quota-patience.ts';

const refusal = (message: string, code = 403): Error => refusalError(code, JSON.stringify({ code, message }));
const exceeded = (counts: string): string => `pods "a" is forbidden: exceeded quota: small, ${counts}`;
const FULL = refusal(exceeded('requested: pods=1, used: pods=3, limited: pods=3'));
const RACE = refusal(
  'Operation cannot be fulfilled on resourcequotas "small": the object has been modified; please apply your changes to the latest version and try again',
  409,
);

/** Asks for what is refused with these first; tells how long it waited between the tries. */
async function asked(refusals: readonly Error[], cancel?: AbortSignal) {
  const left = [...refusals];
  const pauses: number[] = [];
  const told: string[] = [];
  const waited = whenQuotaHasRoom(
    async () => {
      const next = left.shift();
      if (next !== undefined) throw next;
    },
    { cancel, pause: async (ms) => void pauses.push(ms), onFull: (message) => void told.push(message) },
  );
  return { outcome: await waited.catch((thrown: unknown) => thrown), pauses, told };
}

describe('a pod that a quota refuses', () => {
  it('is asked for again after pauses that double, and the wait is told once', async () => {
    const { outcome, pauses, told } = await asked([FULL, RACE, FULL]);
    expect([outcome, pauses]).toEqual([3_500, [500, 1_000, 2_000]]);
    expect(told).toEqual([FULL.message]);
  });

  it('is given up after about a minute, with what the API server said', async () => {
    const { outcome, pauses } = await asked(Array(100).fill(FULL));
    expect(outcome).toBe(FULL);
    const waited = pauses.reduce((sum, ms) => sum + ms);
    expect(waited).toBeGreaterThan(50_000);
    expect(waited).toBeLessThanOrEqual(60_000);
  });

  it('is given up at once where nobody wants it any more', async () => {
    expect(await asked([FULL], AbortSignal.abort())).toMatchObject({ outcome: FULL, pauses: [] });
  });

  it('is not asked for again for another reason', async () => {
    const other = refusal('pods "a" is forbidden: violates PodSecurity "restricted:latest"');
    expect(await asked([other])).toMatchObject({ outcome: other, pauses: [], told: [] });
  });
});

it.each([
  [true, exceeded('requested: pods=1, used: pods=3, limited: pods=3')],
  [true, exceeded('requested: limits.memory=2Gi, used: limits.memory=3Gi, limited: limits.memory=4Gi')],
  [true, exceeded('requested: limits.cpu=500m,pods=1, used: limits.cpu=1,pods=3, limited: limits.cpu=1,pods=3')],
  [true, 'pods "a" is forbidden: status unknown for quota: small, resources: pods'],
  [false, exceeded('requested: pods=1, used: pods=0, limited: pods=0')],
  [false, exceeded('requested: limits.memory=2560Mi, used: limits.memory=256Mi, limited: limits.memory=2Gi')],
  [false, exceeded('requested: limits.cpu=1500m, used: limits.cpu=0, limited: limits.cpu=1')],
  [false, 'pods "a" is forbidden: failed quota: small: must specify limits.cpu for: builder'],
])('may pass: %s, as the API server says %s', (isPassing, message) => {
  expect(isQuotaFull(refusal(message))).toBe(isPassing);
});
