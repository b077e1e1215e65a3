import { type CapabilitySet, difference, isSubset, namesOf } from '../../../capabilities/capability-set.ts';
import { setOfNames } from '../../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { countOf, safeText } from '../../../text/plain-text.ts';
import { listText } from '../../../text/set-text.ts';
import { VARIATIONS } from '../../../variations/catalogue.ts';
import { setsInline } from '../answer/answer-text.ts';
import { maskedLines } from '../basis/masked-text.ts';
import { CONCLUSION_WORDS, triedSetFails } from './variation-words.ts';

type Finding = CaseRecord['variations'][number];
type TriedSet = Finding['sets'][number];

/** What was shown of a case under each variation, a line each; those under which all goes well share one. */
export function variationLines(one: CaseRecord): string[] {
  const well = one.variations.filter(goesWell);
  const others = one.variations.filter((finding) => !goesWell(finding));
  const beginnings = [...new Set(well.map((finding) => alsoWorks(one, finding)))];
  const together = beginnings.map((beginning) => {
    const own = well.filter((finding) => alsoWorks(one, finding) === beginning);
    return `${beginning} ${listText(own.map(({ variation }) => `with ${VARIATIONS[variation].words}`))}`;
  });
  return [...together, ...others.flatMap((each) => lines(one, each)), ...one.variations.flatMap(notCompared)];
}

/** How many things are told that were not compared under a variation. */
const MASKED_TOLD = 2;

/** What was not compared under a variation alone. */
function notCompared({ variation, masked = [] }: Finding): string[] {
  return maskedLines({ masked }, MASKED_TOLD).map((text) => `with ${VARIATIONS[variation].words} ${text}`);
}

/** Whether every set that was tried works, with nothing to add. */
function goesWell({ sets, imageChanges }: Finding): boolean {
  return (
    sets.length > 0 &&
    (imageChanges ?? []).length === 0 &&
    sets.every(({ verdict, shown }) => verdict === 'faithful' && shown.length === 0)
  );
}

/** The sets are named unless they are all minimal ones. */
function alsoWorks({ faithful }: CaseRecord, { sets }: Finding): string {
  const isAll = JSON.stringify(faithful.minimalSets) === JSON.stringify(sets.map(({ set }) => set));
  if (isAll) return sets.length === 1 ? 'also works' : 'each of them also works';
  return `${setsInline(sets.map(({ set }) => set))} also works`;
}

function lines(one: CaseRecord, finding: Finding): string[] {
  const { variation, notTried, notKnown, sets, answer, trials } = finding;
  const { words } = VARIATIONS[variation];
  if (notTried !== null) return [`not tried with ${words}: ${safeText(notTried)}`];
  if (notKnown !== undefined) {
    return [`${trials.sets === 0 ? 'not tried' : 'not known'} with ${words}: ${safeText(notKnown)}`];
  }
  const failing = sets.filter(triedSetFails);
  if (answer === null || failing.length < sets.length || failing.length === 0) {
    return [...sets.map((each) => setLine(one, finding, each)), ...(answer === null ? [] : [needText(one, finding)])];
  }
  return [failureLine(one, finding, failing)];
}

/** What is needed where no minimal set works, and how they fail. */
function failureLine(one: CaseRecord, finding: Finding, failing: readonly TriedSet[]): string {
  const silentFirst = failing.toSorted((a, b) => Number(isSilent(b)) - Number(isSilent(a)));
  const [first] = silentFirst;
  if (first === undefined || knownSets(one, finding).length === 0) return helplessLine(finding, silentFirst);
  const cost = `${countOf(finding.trials.sets + finding.trials.search, 'trial')}, such as ${safeText(first.trials[0] ?? '')}`;
  const otherImage = (finding.imageChanges ?? []).length === 0 ? '' : `. ${OTHER_IMAGE}`;
  const need = needText(one, finding);
  if (!failAlike(failing)) return `${need}; ${eachFailure(silentFirst)} (${cost})${otherImage}`;
  const silent = isSilent(first) ? SILENT : '';
  return `${silent}${need}; without, it ${wayText(first)} (${cost})${otherImage}`;
}

/** How the minimal sets fail where nothing else is known to work. */
function helplessLine({ variation, answer }: Finding, failing: readonly TriedSet[]): string {
  const { words } = VARIATIONS[variation];
  const isCertain = answer?.complete === true;
  const open = isCertain ? '' : '; what it needs then is not known';
  const [first] = failing;
  if (first !== undefined && failAlike(failing)) {
    const silent = isSilent(first) ? SILENT : '';
    return `${silent}${wayText(first, ` with ${words}${isCertain ? ', even with everything granted' : ''}`)}${open}`;
  }
  const none = isCertain ? 'no set works, not even everything' : 'no minimal set works';
  return `with ${words} ${none}: ${eachFailure(failing)}${open}`;
}

function failAlike(failing: readonly TriedSet[]): boolean {
  return new Set(failing.map((each) => wayText(each))).size === 1;
}

function eachFailure(failing: readonly TriedSet[]): string {
  return failing.map((each) => `${isSilent(each) ? SILENT : ''}${setsInline([each.set])} ${wayText(each)}`).join('; ');
}

/** How a set fails, and why. */
function wayText({ verdict, shown }: TriedSet, where = ''): string {
  return `${CONCLUSION_WORDS[verdict]}${where}: ${safeText(shown.join('; '))}`;
}

/** What stands before everything that nobody finds out. */
const SILENT = 'SILENT: ';

/** What is said where a variation changes the image even with everything granted. */
const OTHER_IMAGE = 'That configuration always builds a different image';

function isSilent({ verdict }: TriedSet): boolean {
  return verdict === 'degraded';
}

/** The sets that are known to work under a variation. That everything together works says nothing of what is needed, unless it is proven. */
function knownSets({ universe }: CaseRecord, { answer }: Finding): readonly (readonly string[])[] {
  const { complete, minimalSets } = answer ?? { complete: false, minimalSets: [] };
  return complete ? minimalSets : minimalSets.filter((set) => set.length < universe.length);
}

/** What is needed under a variation, as the difference to what is needed without where that says it all. */
function needText(one: CaseRecord, finding: Finding): string {
  const { variation, answer, sets } = finding;
  const complete = answer?.complete === true;
  const minimalSets = knownSets(one, finding);
  const beginning = `with ${VARIATIONS[variation].words}`;
  if (minimalSets.length === 0) {
    return complete ? `${beginning} no set that was in play is enough` : `${beginning} it is not known what is needed`;
  }
  const [only, ...more] = one.faithful.minimalSets;
  const isWhole = more.length === 0 && only !== undefined && sets.length === 1;
  const besides = isWhole ? additions(setOfNames(only), minimalSets.map(setOfNames)) : undefined;
  const verb = complete ? 'it needs' : 'it works with';
  return besides === undefined
    ? `${beginning} ${verb} ${setsInline(minimalSets)}`
    : `${beginning} ${verb} ${setsInline(besides)} besides`;
}

/** What each set holds beyond another one; undefined if one of them does not hold all of it. */
function additions(less: CapabilitySet, more: readonly CapabilitySet[]): string[][] | undefined {
  return more.every((set) => isSubset(less, set) && set !== less)
    ? more.map((set) => namesOf(difference(set, less)))
    : undefined;
}

/** What was shown of one set; it is named unless it is the only minimal one. */
function setLine(
  { faithful }: CaseRecord,
  { variation, imageChanges }: Finding,
  { set, verdict, shown }: TriedSet,
): string {
  const isTheAnswer = JSON.stringify(faithful.minimalSets) === JSON.stringify([set]);
  const which = isTheAnswer ? '' : `${setsInline([set])} `;
  const silent = verdict === 'degraded' ? SILENT : '';
  const image =
    verdict === 'faithful' && imageChanges?.[0] !== undefined ? `. ${OTHER_IMAGE}: ${changesText(imageChanges)}` : '';
  // What works needs no reason; one that is told is of a trial that failed all the same.
  const before = verdict === 'faithful' ? ', but a trial failed: ' : ': ';
  const why = shown.length === 0 ? '' : `${before}${safeText(shown.join('; '))}`;
  return `${silent}${which}${CONCLUSION_WORDS[verdict]} with ${VARIATIONS[variation].words}${why}${image}`;
}

/** How many changes of an image are told before the rest is counted. */
const CHANGES_TOLD = 2;

function changesText(changes: readonly string[]): string {
  const more = changes.length > CHANGES_TOLD ? '; and more' : '';
  return `${safeText(changes.slice(0, CHANGES_TOLD).join('; '))}${more}`;
}
