import { isDeepStrictEqual } from 'node:util';
import { countOf, safeText, shorten } from '../text/plain-text.ts';
import { trialsText } from '../text/set-text.ts';
import type { AnswerChange, Witness } from './compare-answers.ts';
import type { CaseComparison, ComparedFindings } from './compare-cases.ts';
import { LOSS_KINDS, RELATION_KINDS } from './compared-kinds.ts';
import { type ConfigurationChange, changedSettingsText } from './configuration-change.ts';
import type { LossChange } from './loss-changes.ts';
import type { NamedSets } from './named-sets.ts';
import type { ReferenceImage } from './reference-image.ts';

/** How much of a line that a build wrote is told. */
const LINE_LENGTH = 160;

/** What became of a case in a few words, and below it what changed with the trials that prove it; without its name. */
export function caseText(one: CaseComparison): { readonly title: string; readonly lines: readonly string[] } {
  switch (one.kind) {
    case 'no-verdict':
      return { title: 'no verdict', lines: [`  ${safeText(one.reason)}`] };
    case 'not-comparable':
      return {
        title: 'not comparable',
        lines: [
          ...one.facts.map(({ field, before, after }) =>
            safeText(`  ${field}: ${shorten(before, LINE_LENGTH)} in A, ${shorten(after, LINE_LENGTH)} in B`),
          ),
          ...setsAnywayLines(one.faithful),
        ],
      };
    case 'compared':
      return { title: titleOf(one), lines: changeLines(one) };
  }
}

/** What each side needs where it cannot be told which of the facts is the reason. */
function setsAnywayLines(faithful: AnswerChange | null): string[] {
  if (faithful === null) return [];
  return faithful.relation === 'unchanged'
    ? ['  the sets are the same on both sides']
    : answerLines('the same image', faithful);
}

/** What is configured otherwise is said first: it may be the reason of all that follows. */
function titleOf(one: ComparedFindings): string {
  const { configuration } = one;
  return configuration === null
    ? kindText(one)
    : `configured differently (${configurationChangeText(configuration)}): ${kindText(one)}`;
}

/** How two configurations differ, in words. */
export function configurationChangeText(change: ConfigurationChange): string {
  return changedSettingsText(change, { before: ' in A', after: ' in B' });
}

function changeLines({ faithful, exitZero, losses, image }: ComparedFindings): string[] {
  return [...bothAnswersLines(faithful, exitZero), ...losses.map(lossLine), ...imageLines(image)];
}

/** Minimal sets in words; what none of the universe is, too. */
export function minimalSetsText(sets: NamedSets): string {
  if (sets.length === 0) return 'no set that was in play';
  return sets.map((set) => set.join(' ') || 'nothing').join(', or ');
}

function kindText({ faithful, exitZero, losses, image }: ComparedFindings): string {
  if (faithful.relation !== 'unchanged') return RELATION_KINDS[faithful.relation].words;
  const same = 'needs the same';
  if (exitZero !== null && exitZero.relation !== 'unchanged')
    return `${same}, but for exit code 0 it ${RELATION_KINDS[exitZero.relation].words}`;
  if (losses.length > 0) return `${same}, but fails in another way`;
  return image.kind === 'differs' ? `${same}, but builds a different image` : same;
}

function bothAnswersLines(faithful: AnswerChange, exitZero: AnswerChange | null): string[] {
  if (exitZero === null) return [...answerLines('the same image', faithful), '  exit code 0: no verdict'];
  if (isDeepStrictEqual(faithful, exitZero)) return answerLines('the same image, and exit code 0', faithful);
  return [...answerLines('the same image', faithful), ...answerLines('exit code 0', exitZero)];
}

function answerLines(name: string, { relation, before, after, witnesses }: AnswerChange): string[] {
  if (relation === 'unchanged') return [];
  return [`  ${name}: ${minimalSetsText(before)} in A, ${minimalSetsText(after)} in B`, ...witnesses.map(witnessLine)];
}

function witnessLine({ serves, set, passing, failingSet, failing, silent, shown }: Witness): string {
  const [here, there] = serves === 'before' ? ['A', 'B'] : ['B', 'A'];
  const besides = failingSet.filter((capability) => !set.includes(capability)).join(' ');
  const more = besides === '' ? '' : ` even with ${besides}`;
  const fails = silent === true ? 'SILENTLY builds a different image' : silent === false ? 'fails' : 'does not work';
  const reason = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], LINE_LENGTH))}`;
  return `    ${set.join(' ') || 'nothing'} works in ${here}${trialsText(passing)} and ${fails} in ${there}${more}${trialsText(failing)}${reason}`;
}

function lossLine({ capability, kind, trialsBefore, trialsAfter, shown }: LossChange): string {
  const { was, is } = LOSS_KINDS[kind];
  const what = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], LINE_LENGTH))}`;
  return `  without ${capability}: ${was} in A${trialsText(trialsBefore)}, ${is} in B${trialsText(trialsAfter)}${what}`;
}

/** How many differences of an image are told before the rest is counted. */
const DIFFERENCES_TOLD = 5;

function imageLines(image: ReferenceImage): string[] {
  if (image.kind !== 'differs') return [];
  if (image.differences === null) {
    return [
      '  B builds a different image even with everything granted. To see what differs, compare the directories of both runs',
    ];
  }
  const more = image.differences.length - DIFFERENCES_TOLD;
  return [
    '  B builds a different image even with everything granted:',
    ...image.differences.slice(0, DIFFERENCES_TOLD).map((text) => `    ${safeText(shorten(text, LINE_LENGTH))}`),
    ...(more > 0 ? [`    and ${countOf(more, 'further difference')}`] : []),
  ];
}
