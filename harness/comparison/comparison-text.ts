import type { RunRecord } from '../record/record.ts';
import { countOf, safeText, shorten } from '../report/plain-text.ts';
import { listText, trialsText } from '../report/set-text.ts';
import type { AnswerChange, Relation, Witness } from './compare-answers.ts';
import { type CaseComparison, differs } from './compare-cases.ts';
import type { Comparison } from './compare-records.ts';
import type { LossChange } from './loss-changes.ts';
import type { ReferenceImage } from './reference-image.ts';

/** The result of a comparison as a person reads it: the answer first, then each case that differs with its proof. */
export function comparisonText(comparison: Comparison): string {
  const { before, after, cases } = comparison;
  const same = cases.filter((one) => one.kind === 'compared' && !differs(one));
  const told = cases.filter((one) => !same.includes(one)).map((one) => caseLines(one).join('\n'));
  const ending = [...sameLine(same), ...unknownImages(cases)];
  return [
    verdictLines(comparison).join('\n'),
    `A  ${builderText(before)}\nB  ${builderText(after)}`,
    ...told,
    ...(ending.length > 0 ? [ending.join('\n')] : []),
  ].join('\n\n');
}

const NEEDS: Readonly<Record<Exclude<Relation, 'unchanged'>, string>> = {
  'needs-more': 'needs more',
  'needs-less': 'needs less',
  different: 'needs other sets',
};

function verdictLines({ cases }: Comparison): string[] {
  const total = countOf(cases.length, 'case');
  const lines = (Object.keys(NEEDS) as (keyof typeof NEEDS)[]).flatMap((relation) =>
    sentence(`B ${NEEDS[relation]} in`, cases, total, (one) => one.faithful.relation === relation),
  );
  lines.push(
    ...sentence('only the sets for exit code 0 changed in', cases, total, (one) => {
      return one.faithful.relation === 'unchanged' && one.exitZero !== null && one.exitZero.relation !== 'unchanged';
    }),
    ...sentence('a silent loss became an error in', cases, total, has('became-error')),
    ...sentence('an error became a silent loss in', cases, total, has('became-silent')),
    ...sentence(
      'B builds another image with everything granted in',
      cases,
      total,
      ({ image }) => image.kind === 'differs',
    ),
  );
  if (lines.length === 0 && cases.some(({ kind }) => kind === 'compared'))
    lines.push(`No difference in ${compared(cases)}.`);
  const open = cases.filter(({ kind }) => kind !== 'compared');
  if (open.length > 0) lines.push(`No comparison in ${open.length} of ${total}: ${idsOf(open)}.`);
  return lines.length > 0 ? lines : ['No case to compare.'];
}

type Compared = Extract<CaseComparison, { kind: 'compared' }>;

function sentence(
  beginning: string,
  cases: readonly CaseComparison[],
  total: string,
  holds: (one: Compared) => boolean,
): string[] {
  const found = cases.filter((one) => one.kind === 'compared' && holds(one));
  if (found.length === 0) return [];
  const text = `${beginning} ${found.length} of ${total}: ${idsOf(found)}.`;
  return [text.charAt(0).toUpperCase() + text.slice(1)];
}

function has(kind: LossChange['kind']): (one: Compared) => boolean {
  return ({ losses }) => losses.some((loss) => loss.kind === kind);
}

function compared(cases: readonly CaseComparison[]): string {
  return countOf(cases.filter(({ kind }) => kind === 'compared').length, 'case');
}

function idsOf(cases: readonly CaseComparison[]): string {
  return listText(cases.map(({ id }) => safeText(id)));
}

function builderText({ builder }: Pick<RunRecord, 'builder'>): string {
  const identity = builder.imageDigest ?? (builder.binarySha256 === null ? '' : `sha256:${builder.binarySha256}`);
  const digest = identity === '' ? '' : ` (${identity.slice(0, 19)}…)`;
  const source = builder.repository === null ? '' : `, ${builder.repository}`;
  return safeText(`${builder.kind} ${builder.version}${digest}, ${builder.reference}${source}`);
}

function caseLines(one: CaseComparison): string[] {
  const id = safeText(one.id);
  switch (one.kind) {
    case 'no-verdict':
      return [`${id}  no verdict`, `  ${safeText(one.reason)}`];
    case 'not-comparable':
      return [
        `${id}  not comparable`,
        ...one.obstacles.map(({ field, before, after }) =>
          safeText(`  ${field}: ${shorten(before, 120)} in A, ${shorten(after, 120)} in B`),
        ),
      ];
    case 'compared':
      return [
        `${id}  ${kindText(one)}`,
        ...answerLines('the same image', one.faithful),
        ...(one.exitZero === null ? ['  exit code 0: no verdict'] : answerLines('exit code 0', one.exitZero)),
        ...one.losses.map(lossLine),
        ...imageLines(one.image),
      ];
  }
}

function kindText({ faithful, losses, image }: Compared): string {
  if (faithful.relation !== 'unchanged') return NEEDS[faithful.relation];
  if (losses.length > 0) return 'needs the same, but fails otherwise';
  return image.kind === 'differs' ? 'needs the same, but builds another image' : 'needs the same for the same image';
}

function answerLines(name: string, { relation, before, after, witnesses }: AnswerChange): string[] {
  if (relation === 'unchanged') return [];
  return [`  ${name}: ${setsText(before)} in A, ${setsText(after)} in B`, ...witnesses.flatMap(witnessLines)];
}

function setsText(sets: readonly (readonly string[])[]): string {
  if (sets.length === 0) return 'no set of the universe';
  return sets.map((set) => set.join(' ') || 'nothing').join(', or ');
}

function witnessLines({ serves, set, passing, failingSet, failing, shown }: Witness): string[] {
  const [here, there] = serves === 'before' ? ['A', 'B'] : ['B', 'A'];
  const name = set.join(' ') || 'nothing';
  const isSame = failingSet.length === set.length;
  const besides = failingSet.filter((capability) => !set.includes(capability)).join(' ');
  const more = isSame ? '' : ` even with ${besides}`;
  const reason = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], 160))}`;
  return [
    `    ${name} serves in ${here}${trialsText(passing)} and fails in ${there}${more}${trialsText(failing)}${reason}`,
  ];
}

function lossLine({ capability, kind, trialsBefore, trialsAfter, shown }: LossChange): string {
  const [was, is] = kind === 'became-error' ? ['a silent loss', 'an error'] : ['an error', 'a silent loss'];
  const what = shown[0] === undefined ? '' : `: ${safeText(shorten(shown[0], 160))}`;
  return `  without ${capability}: ${was} in A${trialsText(trialsBefore)}, ${is} in B${trialsText(trialsAfter)}${what}`;
}

/** How many differences of an image are told before the rest is counted. */
const DIFFERENCES_TOLD = 5;

function imageLines(image: ReferenceImage): string[] {
  if (image.kind !== 'differs') return [];
  if (image.differences === null) {
    return [
      '  with everything granted B builds another image than A, which no capability decides; what differs is told',
      '  where A and B are the directories of their runs, with their fingerprints',
    ];
  }
  const more = image.differences.length - DIFFERENCES_TOLD;
  return [
    '  with everything granted B builds another image than A, which no capability decides:',
    ...image.differences.slice(0, DIFFERENCES_TOLD).map((text) => `    ${safeText(shorten(text, 160))}`),
    ...(more > 0 ? [`    and ${countOf(more, 'further difference')}`] : []),
  ];
}

function sameLine(same: readonly CaseComparison[]): string[] {
  return same.length === 0 ? [] : [`unchanged: ${idsOf(same)}`];
}

function unknownImages(cases: readonly CaseComparison[]): string[] {
  const reasons = new Map<string, number>();
  for (const one of cases) {
    if (one.kind !== 'compared' || one.image.kind !== 'unknown') continue;
    reasons.set(one.image.reason, (reasons.get(one.image.reason) ?? 0) + 1);
  }
  return [...reasons].map(
    ([reason, count]) =>
      `whether A and B build the same image cannot be told of ${countOf(count, 'case')}: ${safeText(reason)}`,
  );
}
