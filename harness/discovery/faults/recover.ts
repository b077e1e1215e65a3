import { pause } from '../../engine/deadline.ts';
import { HarnessError, messageOf } from '../../errors.ts';
import type { Mending } from '../../sandbox/sandbox.ts';
import { durationText } from '../../text/plain-text.ts';
import { CAUSE_WORDS } from '../../vocabulary/infrastructure-cause.ts';
import type { Fault } from './breaker.ts';

/** What became of a fault in which trials had ended one after another. */
export type Recovery =
  /** All that trials need answered at once: the fault comes from the cases themselves. */
  | { readonly kind: 'nothing-broken' }
  /** Something had been broken, and is whole again: the trials on it count for nothing. */
  | { readonly kind: 'mended' }
  | { readonly kind: 'broken'; readonly message: string };

/** How a run recovers. */
export interface RecoveryMeans {
  /** Looks at all that trials need, and replaces what can be. Rejects for what is broken now. */
  readonly mend: () => Promise<Mending>;
  readonly tell: (text: string) => void;
  /** Fires when nobody wants to wait any more. */
  readonly stop: AbortSignal;
  /** The pauses before each look. @default as long as an engine may take to restart */
  readonly pausesMs?: readonly number[] | undefined;
}

const PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Looks at what trials need until it is whole, with growing pauses; not again once something is gone that never comes back.
 *
 * @throws HarnessError for what no pause can mend.
 */
export async function recover(fault: Fault, means: RecoveryMeans): Promise<Recovery> {
  const { mend, tell, stop, pausesMs = PAUSES_MS } = means;
  let failure: string | undefined;
  for (const [index, pauseMs] of pausesMs.entries()) {
    await pause(pauseMs, stop);
    if (stop.aborted) return { kind: 'nothing-broken' };
    try {
      const mended = await mend();
      if (mended.kind === 'gone') return { kind: 'broken', message: mended.message };
      if (mended.replaced === 0 && failure === undefined) return { kind: 'nothing-broken' };
      tell('What was broken answers again; the run goes on.');
      return { kind: 'mended' };
    } catch (thrown) {
      if (thrown instanceof HarnessError && thrown.code === 'SCRATCH_NOT_WRITTEN') throw thrown;
      failure = messageOf(thrown);
      const next = pausesMs[index + 1];
      if (next !== undefined) tell(`The run pauses: ${failure}. It looks again in ${durationText(next)}.`);
    }
  }
  return { kind: 'broken', message: failure ?? faultText(fault) };
}

/** What kept a trial from reaching a verdict, in words. */
export function faultText({ class: kind, message }: Fault): string {
  return `${CAUSE_WORDS[kind]}: ${message}`;
}
