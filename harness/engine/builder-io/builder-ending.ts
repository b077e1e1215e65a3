import type { DiskQuota } from '../site-registry/disk-quota.ts';
import type { Ending, FeedOutcome } from '../trial-port.ts';

/**
 * How long a builder may go on after its context was cut off. One that ends broke the stream itself; one whose input is
 * still open would wait for the rest until its deadline, which would look like a slow build.
 */
const ORPHAN_GRACE_MS = 3_000;

/** What decides how long a builder is waited for. */
export interface BuilderWait {
  readonly deadlineMs: number;
  readonly cancel: AbortSignal | undefined;
  /** Undefined while no context was sent. */
  readonly fed: FeedOutcome | undefined;
  readonly quota: DiskQuota;
}

/** How an engine waits. */
export interface EngineWait {
  wait(deadlineMs: number, cancel: AbortSignal): Promise<Ending>;
  /** Looks whether an end is what it seems to be. @default it is */
  confirmed?(ending: Ending): Promise<Ending>;
}

/** Waits for a builder's end, and tells what ended it. */
export async function builderEnding(
  { deadlineMs, cancel, fed, quota: { spent } }: BuilderWait,
  { wait, confirmed = async (ending) => ending }: EngineWait,
): Promise<Ending> {
  const stop = cancel === undefined ? spent : AbortSignal.any([cancel, spent]);
  const isCutOff = fed?.kind === 'broken';
  const seen = await wait(isCutOff ? Math.min(deadlineMs, ORPHAN_GRACE_MS) : deadlineMs, stop);
  if (isCutOff && seen.kind === 'deadline') return { kind: 'lost', message: fed.message };
  const ended = await confirmed(seen);
  return ended.kind === 'cancelled' && spent.aborted ? { kind: 'disk-full', message: String(spent.reason) } : ended;
}
