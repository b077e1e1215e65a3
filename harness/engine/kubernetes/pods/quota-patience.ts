import { pause } from '../../deadline.ts';
import { refusalOf } from '../api/kube-failure.ts';

/** How long a pod is asked for again that a quota refuses: pods that end count until they are gone. */
const PATIENCE_MS = 60_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4_000;

/** How somebody waits for room in a quota. */
export interface QuotaWait {
  /** Ends the waiting. @default nobody does */
  readonly cancel?: AbortSignal | undefined;
  /** Hears, once, what the API server said, before the first pause. @default nobody listens */
  readonly onFull?: ((message: string) => void) | undefined;
  /** @default the clock's */
  readonly pause?: (durationMs: number, cancel?: AbortSignal) => Promise<void>;
}

/**
 * Has a pod made, and asks again while a quota has no room now: as a scheduler waits. Gives how long it waited, in milliseconds.
 *
 * @throws what the request was refused with, for another reason or for too long.
 */
export async function whenQuotaHasRoom(
  request: () => Promise<void>,
  { cancel, onFull, pause: wait = pause }: QuotaWait = {},
): Promise<number> {
  const isUnwanted = (): boolean => cancel?.aborted === true;
  let waitedMs = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await request();
      return waitedMs;
    } catch (thrown) {
      if (!isQuotaFull(thrown) || isUnwanted() || waitedMs + pauseMs > PATIENCE_MS) throw thrown;
      if (waitedMs === 0) onFull?.(refusalOf(thrown)?.message ?? '');
      await wait(pauseMs, cancel);
      if (isUnwanted()) throw thrown;
      waitedMs += pauseMs;
    }
  }
}

/** Whether a quota refused a request that it may admit later: it is full now, or another request changed it at the same time. */
export function isQuotaFull(thrown: unknown): boolean {
  const message = refusalOf(thrown)?.message ?? '';
  return isExceeded(message) ? !isTooMuch(message) : PASSING.test(message);
}

/** Whether a request was refused because a quota has too little room. */
export function isExceeded(message: string): boolean {
  return / exceeded quota: /.test(message);
}

/** Others change the quota at the same time; its controller has not counted yet. */
const PASSING =
  /Operation cannot be fulfilled on resourcequotas|status unknown for quota: |resource quota evaluation timed out/;

/** Whether a pod alone asks for more than the quota ever has: `requested: pods=1, used: pods=0, limited: pods=0`. */
function isTooMuch(message: string): boolean {
  const [, requested = '', limited = ''] = /requested: (\S+), used: \S+, limited: (\S+)/.exec(message) ?? [];
  const limits = new Map(limited.split(',').map(amountOf));
  return requested.split(',').some((text) => {
    const [resource, amount] = amountOf(text);
    return amount > (limits.get(resource) ?? Number.POSITIVE_INFINITY);
  });
}

function amountOf(text: string): [string, number] {
  const [, resource = '', number = '', unit = ''] = /^(.*)=([\d.]+)([a-zA-Z]*)$/.exec(text) ?? [];
  return [resource, Number(number) * (UNITS.get(unit) ?? 1)];
}

/** The suffixes of the API's quantities. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', 1e-3],
  ...['k', 'M', 'G', 'T', 'P'].map((unit, index): [string, number] => [unit, 1000 ** (index + 1)]),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi'].map((unit, index): [string, number] => [unit, 1024 ** (index + 1)]),
]);
