import { createInterface } from 'node:readline/promises';
import { HarnessError } from '../../errors.ts';
import type { Estimate } from '../../strategies/exhaustive-estimate.ts';
import { countOf, durationText } from '../../text/plain-text.ts';
import { tell } from '../output/output.ts';

/** Where the user sits, if one does. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Tells how long an exhaustive run takes and asks whether to begin; without a terminal, or with `yes`, it only tells.
 *
 * @throws HarnessError if the user does not want it.
 */
export async function confirmExhaustive(
  estimate: Estimate,
  yes: boolean,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  const verb = estimate.isLimit ? 'decides' : 'tries';
  tell(`This ${verb} every subset: ${estimateText(estimate)}.`);
  if (yes || input.isTTY !== true || output.isTTY !== true) return;
  if (/^y(es)?$/i.test((await ask('Start? [y/N] ', { input, output })).trim())) return;
  throw new HarnessError('NOT_CONFIRMED', 'Nothing was run', {
    hint: 'Fewer capabilities take less time: --exhaustive --over CHOWN,FOWNER. --yes starts without asking.',
  });
}

/** An estimate as a person reads it. */
export function estimateText({ trials, isLimit, slots, ranges }: Estimate): string {
  const times = ranges.map(({ trialMs, totalMs }) => `${durationText(totalMs)} at ${secondsText(trialMs)} a trial`);
  const limit = isLimit ? 'at most ' : '';
  const fewer = isLimit ? '; far fewer if the kernel can be watched' : '';
  return `${limit}${countOf(trials, 'trial')}, ${slots} at once: ${times.join(', ')}${fewer}`;
}

function secondsText(ms: number): string {
  return `${Number((ms / 1000).toPrecision(2))} s`;
}

/** The answer; empty if the user ended the question instead, which would otherwise stay open for ever. */
async function ask(question: string, { input, output }: Terminal): Promise<string> {
  const asked = createInterface({ input, output });
  const ended = new AbortController();
  asked.once('SIGINT', () => ended.abort());
  asked.once('close', () => ended.abort());
  try {
    return await asked.question(question, { signal: ended.signal });
  } catch (thrown) {
    if (ended.signal.aborted) return '';
    throw thrown;
  } finally {
    asked.close();
  }
}
