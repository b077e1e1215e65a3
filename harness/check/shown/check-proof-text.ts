import { setsInline } from '../../report/blocks/answer/answer-text.ts';
import { safeText, shorten } from '../../text/plain-text.ts';
import { trialsText } from '../../text/set-text.ts';
import type { SetProof, TriedInRun } from '../set-proof.ts';

/** The longest line of a build that is told. */
export const LONGEST = 160;

/** A set that serves on one side only, with the trials that show it. */
export function proofLines({ serves, set, failing, serving }: SetProof): string[] {
  if (serves === 'now') return [servingText(serving)];
  const fails = failing?.silent === true ? 'now gives a different image with exit code 0' : 'now fails';
  return [
    `${setsInline([set])} ${fails}${besidesText(set, failing)}${evidence(failing)}`,
    ...(serving === null ? [] : [servingText(serving)]),
  ];
}

function servingText(serving: TriedInRun | null): string {
  if (serving === null) return '';
  return `${setsInline([serving.set])} ${serving.silent ? 'gives exit code 0' : 'works'}${evidence(serving)}`;
}

/** A larger set that fails shows that each part of it does; one that is nearly everything is told by what it lacks. */
function besidesText(set: readonly string[], failing: TriedInRun | null): string {
  const besides = failing?.set.filter((capability) => !set.includes(capability)) ?? [];
  if (failing === null || besides.length === 0) return '';
  const all = failing.lacking.length === 0 ? 'everything' : `everything but ${failing.lacking.join(' ')}`;
  return `, even with ${safeText(failing.lacking.length < besides.length ? all : besides.join(' '))}`;
}

function evidence(tried: TriedInRun | null): string {
  if (tried === null) return '';
  const { trials, capBnd, shown } = tried;
  const what = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], LONGEST))}`;
  return `${trialsText(trials, capBnd === null ? undefined : `CapBnd ${capBnd}`)}${what}`;
}
