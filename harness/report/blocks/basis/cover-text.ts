import type { AnswerCover } from '../../../record/answer-cover-record.ts';
import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { countOf, numberText, safeText } from '../../../text/plain-text.ts';
import type { Answer } from '../../../vocabulary/answer.ts';
import { ANSWER_WORDS } from '../answer/answer-words.ts';

/** What the answers of a case rest on: how many sets watched trials decide, and how many the assumption. None in earlier records. */
export function coverLines(one: CaseRecord): string[] {
  if (one.status !== 'proven' && one.status !== 'partial') return [];
  const [faithful, exitZero] = [coverText(one, 'faithful'), coverText(one, 'exitZero')];
  const lines =
    faithful === exitZero || exitZero === undefined
      ? [['proof', faithful]]
      : [
          [`proof, ${ANSWER_WORDS.faithful}`, faithful],
          [`proof, ${ANSWER_WORDS.exitZero}`, exitZero],
        ];
  const proofs = lines.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`]));
  return [...proofs, ...foundationLines(one), ...ownSetLines(one)];
}

/** On what a proof by watched trials stands, and what was found to break its rule. */
function foundationLines(one: CaseRecord): string[] {
  const covers = coversOf(one);
  const whole = covers.filter(({ notDecided }) => notDecided === 0);
  if (whole.length === 0) return [];
  const tests = Math.max(...whole.map((cover) => drawnSetsTried(one, cover)));
  const hidden = [...new Set(covers.flatMap((cover) => cover.hidden))];
  return [
    `this holds if the kernel showed every check, if the build is reproducible, and if no program reads its capabilities unseen; ${countOf(tests, 'trial')} with ${tests === 1 ? 'a randomly drawn set' : 'randomly drawn sets'} tested this`,
    ...hidden.map(
      (name) => `${name} decides although the kernel is not asked about it: trials found that; it counts as asked`,
    ),
  ];
}

/** How many sets of cubes were tried that are neither the smallest nor the largest of their cube: these were drawn at random. */
function drawnSetsTried({ trials, universe }: CaseRecord, { cubes }: AnswerCover): number {
  const setOf = new Map(trials.all.map(({ id, set }) => [id, set.join()]));
  const drawnOf = ({ granted, withheld, trials: own }: AnswerCover['cubes'][number]): (string | undefined)[] => {
    const largest = universe.filter((name) => !withheld.includes(name));
    return own.map((id) => setOf.get(id)).filter((set) => set !== granted.join() && set !== largest.join());
  };
  return new Set(cubes.flatMap(drawnOf)).size;
}

function coverText(one: CaseRecord, answer: Answer): string | undefined {
  const { cover, complete } = one[answer];
  if (cover === undefined) return undefined;
  const { decided, notDecided } = cover;
  const all = decided + notDecided;
  if (notDecided === 0) {
    const trials = trialsOf(cover);
    const verb = trials === 1 ? 'decides' : 'decide';
    return `${countOf(trials, 'trial')} ${verb} all ${countOf(all, 'set')} by what the kernel was asked about; nothing is assumed of more capabilities`;
  }
  const rest = complete
    ? `${numberText(notDecided)} rest on the assumption that more capabilities never hurt`
    : `${numberText(notDecided)} rest on the assumption that more capabilities never hurt, or are not known`;
  return `trials decide ${numberText(decided)} of ${countOf(all, 'set')}; ${rest}${auditedText(one, answer)}`;
}

function trialsOf({ cubes }: AnswerCover): number {
  return new Set(cubes.flatMap(({ trials }) => trials)).size;
}

function auditedText({ audit }: CaseRecord, answer: Answer): string {
  if (audit === null) return '';
  const { below, above, impliedPass, impliedFail } = audit[answer];
  const tried = [below, above, impliedPass, impliedFail].reduce((sum, stratum) => sum + stratum.tried, 0);
  return `; the audit tried ${countOf(tried, 'set')} to test it`;
}

/** How many reasons are told before the rest is counted. */
const REASONS_TOLD = 3;

/** Why watched trials say nothing of other sets, each reason with the number of its trials, the most frequent first. */
function ownSetLines({ trials }: CaseRecord): string[] {
  const counts = new Map<string, number>();
  for (const { ownSetOnly } of trials.all) {
    if (ownSetOnly !== undefined) counts.set(ownSetOnly, (counts.get(ownSetOnly) ?? 0) + 1);
  }
  const ordered = [...counts].toSorted(([, a], [, b]) => b - a);
  const more = ordered.slice(REASONS_TOLD).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...ordered
      .slice(0, REASONS_TOLD)
      .map(([reason, count]) => `${countOf(count, 'trial')} ${decideText(count)}: ${safeText(reason)}`),
    ...(more > 0 ? [`${countOf(more, 'more trial')} ${decideText(more)}`] : []),
  ];
}

function decideText(count: number): string {
  return count === 1 ? 'decides only its own set' : 'decide only their own set';
}

/** What the answers of all cases rest on, in one line; nothing where no case was watched. */
export function coverSummary({ cases }: Pick<RunRecord, 'cases'>): string[] {
  const [only, second] = cases;
  if (only === undefined) return [];
  if (second === undefined) return coverLines(only);
  const watched = cases.filter((one) => coversOf(one).length > 0);
  if (watched.length === 0) return [];
  const whole = watched.filter((one) => coversOf(one).every(({ notDecided }) => notDecided === 0)).length;
  // A case whose reference does not build, or that cannot be tried, has no answer that could rest on anything.
  const answered = cases.filter(({ referenceFailure, status }) => referenceFailure === null && status !== 'invalid');
  const verb = `in ${whole} of ${countOf(cases.length, 'case')} watched trials decide every set`;
  const rest = answered.length - whole;
  const others = rest === 1 ? 'the other one rests' : `the other ${rest} rest`;
  return [
    [
      `proof: ${verb}`,
      ...(whole === 0 ? [] : ['nothing is assumed of more capabilities there']),
      ...(rest === 0 ? [] : [`${others} on the assumption that more capabilities never hurt`]),
    ].join('; '),
  ];
}

function coversOf({ faithful, exitZero }: CaseRecord): AnswerCover[] {
  return [faithful.cover ?? [], exitZero.cover ?? []].flat();
}
