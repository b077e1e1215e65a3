import type { EffectOnCase, SetEffect } from '../../../record/set-effect.ts';
import type { SetFinding } from '../../../record/set-finding.ts';

/** What reports call an effect of a set. */
interface EffectWords {
  /** What it is for one case: `copy-chown  FAILS`. */
  readonly word: string;
  /** What goes before a number of cases, or their names: `CHOWN FOWNER ... fails in 3`. */
  readonly before: string;
  /** How a drawing shows it. */
  readonly sign: string;
  /** What the sign means. */
  readonly meaning: string;
}

/** The words for each effect of a set. */
export const EFFECT_WORDS: Readonly<Record<SetEffect, EffectWords>> = {
  fails: { word: 'FAILS', before: 'fails in', sign: '✕', meaning: 'the build fails' },
  'other-image': {
    word: 'SILENT LOSS: exit code 0, but the image differs',
    before: 'loses something silently in',
    sign: '▲',
    meaning: 'exit code 0 with a different image',
  },
  'not-same-image': {
    word: 'NOT THE SAME IMAGE; the exit code is not known',
    before: 'does not give the same image in',
    sign: '≠',
    meaning: 'not the same image, exit code not known',
  },
  flaky: { word: 'FLAKY', before: 'is flaky in', sign: '~', meaning: 'both worked and failed' },
  'not-known': { word: 'NOT KNOWN', before: 'has no known result in', sign: '?', meaning: 'not known' },
  'exit-0': {
    word: 'exit code 0; the image is NOT KNOWN',
    before: 'gives exit code 0, image not known, in',
    sign: '◔',
    meaning: 'exit code 0, image not known',
  },
  serves: { word: 'works', before: 'works for', sign: '✓', meaning: 'same image' },
};

/** Whether a trial of the set would tell more of the case; of one whose reference fails it would tell nothing. */
export function isWorthATrial({ effect, faithful, exitZero }: EffectOnCase): boolean {
  const isOpen = (finding: SetFinding): boolean => finding.kind === 'not-known' && finding.why !== 'no-answer';
  return ['not-known', 'exit-0', 'not-same-image'].includes(effect) && [faithful, exitZero].some(isOpen);
}
