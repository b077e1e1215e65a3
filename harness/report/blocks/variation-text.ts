import { type CapabilitySet, difference, isSubset, namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import { VARIATIONS } from '../../variations/catalogue.ts';
import { setsInline } from './answer-text.ts';
import { CONCLUSION_WORDS, failsUnder } from './variation-words.ts';

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
  return [...together, ...others.flatMap((each) => lines(one, each))];
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
  const { variation, notTried, sets, answer } = finding;
  const { words } = VARIATIONS[variation];
  if (notTried !== null) return [`not tried with ${words}: ${safeText(notTried)}`];
  const failing = sets.filter(failsUnder);
  if (answer === null || failing.length < sets.length || failing[0] === undefined) {
    return [...sets.map((each) => setLine(one, finding, each)), ...(answer === null ? [] : [needText(one, finding)])];
  }
  const { verdict, shown, trials } = failing[0];
  const silent = verdict === 'degraded' ? 'SILENT: ' : '';
  const why = safeText(shown.join('; '));
  if (answer.complete && answer.minimalSets.length === 0) {
    return [`${silent}${CONCLUSION_WORDS[verdict]} with ${words}, even with everything granted: ${why}`];
  }
  if (answer.minimalSets.length === 0) {
    return [`${silent}${CONCLUSION_WORDS[verdict]} with ${words}: ${why}; what it needs then is not known`];
  }
  const otherImage =
    (finding.imageChanges ?? []).length === 0 ? '' : '; a different image even with everything granted';
  const cost = `${countOf(finding.trials.sets + finding.trials.search, 'trial')}, such as ${safeText(trials[0] ?? '')}`;
  return [
    `${silent}${needText(one, finding)}; without, it ${CONCLUSION_WORDS[verdict]}: ${why} (${cost}${otherImage})`,
  ];
}

/** What is needed under a variation, as the difference to what is needed without where that says it all. */
function needText({ faithful }: CaseRecord, { variation, answer, sets }: Finding): string {
  const { complete, minimalSets } = answer ?? { complete: false, minimalSets: [] };
  const beginning = `with ${VARIATIONS[variation].words}`;
  if (minimalSets.length === 0) {
    return complete ? `${beginning} no set that was in play is enough` : `${beginning} it is not known what is needed`;
  }
  const [only, ...more] = faithful.minimalSets;
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
  const silent = verdict === 'degraded' ? 'SILENT: ' : '';
  const image =
    verdict === 'faithful' && imageChanges?.[0] !== undefined
      ? `, which builds a different image even with everything granted: ${changesText(imageChanges)}`
      : '';
  // What works needs no reason; one that is told is of a trial that failed all the same.
  const before = verdict === 'faithful' ? ', but a trial failed: ' : ': ';
  const why = shown.length === 0 ? '' : `${before}${safeText(shown.join('; '))}`;
  return `${which}${silent}${CONCLUSION_WORDS[verdict]} with ${VARIATIONS[variation].words}${image}${why}`;
}

/** How many changes of an image are told before the rest is counted. */
const CHANGES_TOLD = 2;

function changesText(changes: readonly string[]): string {
  const more = changes.length > CHANGES_TOLD ? '; and more' : '';
  return `${safeText(changes.slice(0, CHANGES_TOLD).join('; '))}${more}`;
}
