import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { countOf, numberText } from '../../../text/plain-text.ts';
import { answersAgree } from '../answer/answer-text.ts';

type Audit = NonNullable<CaseRecord['audit']>;
type AuditedAnswer = Audit['faithful'];

/** What the audit of a case showed: of each answer exactly what its sample supports, and what the audit cost. */
export function auditLines(one: CaseRecord): string[] {
  const { audit } = one;
  if (audit === null) return [];
  const answers = answersAgree(one)
    ? [`audit: ${answerText(one, 'faithful', audit)}`]
    : [
        `audit, same image: ${answerText(one, 'faithful', audit)}`,
        `audit, exit code 0: ${answerText(one, 'exitZero', audit)}`,
      ];
  const share = `${percent(audit.share)} of the time of all trials (${percent(audit.shareAllowed)} allowed)`;
  return [...answers, `audit: ${countOf(audit.trials, 'trial')}, ${share}`];
}

function answerText(one: CaseRecord, answer: 'faithful' | 'exitZero', audit: Audit): string {
  const audited = audit[answer];
  const told = [
    ...neighbourText(one[answer].minimalSets, audited),
    ...stratumText(audited.impliedPass, 'work', audit),
    ...stratumText(audited.impliedFail, 'fail', audit),
  ];
  return told.length === 0 ? 'there was no set to try' : told.join('; ');
}

/** Of sets of up to so many members all proper subsets are tried. */
const ALL_SUBSETS_UP_TO = 4;

function neighbourText(minimalSets: readonly (readonly string[])[], { below, above }: AuditedAnswer): string[] {
  const which = minimalSets.length === 1 ? 'the minimal set' : 'the minimal sets';
  const small = minimalSets.every(({ length }) => length <= ALL_SUBSETS_UP_TO);
  const kinds = [
    {
      ...below,
      noun: small ? 'smaller part' : 'set',
      rest: small ? ` of ${which}` : ` with one capability less than ${which}`,
    },
    { ...above, noun: 'set', rest: ` with one capability more than ${which}` },
  ].filter(({ count }) => count > 0);
  if (kinds.length === 0) return [];
  const disagreed = below.disagreed + above.disagreed;
  const tried = below.tried + above.tried;
  const told = kinds.map((kind) => `${shareOf(kind.tried, kind.count, kind.noun)}${kind.rest}`).join(' and ');
  return [`tried ${told}: ${agreement(tried, disagreed)}`];
}

function shareOf(tried: number, count: number, noun: string): string {
  if (tried < count) return `${numberText(tried)} of the ${countOf(count, noun)}`;
  return count === 1 ? `the one ${noun}` : `all ${countOf(count, noun)}`;
}

function agreement(tried: number, disagreed: number): string {
  if (tried === 0) return 'nothing is known of them';
  if (disagreed === 0) return 'no contradiction';
  return `${countOf(disagreed, 'contradiction').toUpperCase()}`;
}

/** The sample is uniform and without replacement; what it says is said of its population and of nothing else. */
function stratumText(
  { population, tried, disagreed, atMostWrong }: AuditedAnswer['impliedPass'],
  verb: string,
  { seed, confidence }: Audit,
): string[] {
  if (population === 0) return [];
  const those = `${numberText(population)} other sets that should ${verb}`;
  if (tried === 0) return [`tried none of ${those}`];
  if (tried >= population) {
    return [`tried all ${those}: ${agreement(tried, disagreed)}`];
  }
  const drawn = `tried ${numberText(tried)} of ${those}, drawn at random (seed ${seed})`;
  const bound = `with ${percent(confidence)} confidence at most ${atMost(atMostWrong / population)} of these are wrong`;
  return [`${drawn}: ${agreement(tried, disagreed)}, so ${bound}`];
}

/** What the audits of a corpus show together, in one line; nothing where none was made. */
export function auditSummary({ cases }: RunRecord): string[] {
  const audited = cases.flatMap((one) => (one.audit === null ? [] : [{ one, audit: one.audit }]));
  const [first] = audited;
  if (first === undefined || cases.length < 2) return [];
  const trials = audited.reduce((sum, { audit }) => sum + audit.trials, 0);
  const disagreed = audited.reduce((sum, { audit }) => sum + disagreements(audit), 0);
  const violating = audited.filter(({ one, audit }) => one.violations.length > 0 || disagreements(audit) > 0).length;
  const confidence = Math.min(...audited.map(({ audit }) => audit.confidence));
  const told = `audit: ${countOf(trials, 'trial')} in ${countOf(audited.length, 'case')}, ${countOf(disagreed, 'contradiction')}`;
  return [`${told}${violating > 0 ? violatingText(violating) : corpusBound(audited.length, confidence)}`];
}

function violatingText(violating: number): string {
  return `; more capabilities hurt in ${countOf(violating, 'case')}`;
}

/** Fewer cases than this bound nothing worth saying. */
const LEAST_CASES = 3;

/**
 * Of so many cases none violated the assumption: the largest share of violating ones among such cases that would show none with
 * the remaining probability. It is a little less than 3/D, the rule of three, for a confidence of 95 %.
 */
function corpusBound(cases: number, confidence: number): string {
  if (cases < LEAST_CASES) return '';
  const share = 1 - (1 - confidence) ** (1 / cases);
  return `; with ${percent(confidence)} confidence fewer than ${atMost(share)} of such Dockerfiles contain a contradiction that this audit would find`;
}

function disagreements({ faithful, exitZero }: Audit): number {
  return [faithful, exitZero]
    .flatMap(({ below, above, impliedPass, impliedFail }) => [below, above, impliedPass, impliedFail])
    .reduce((sum, { disagreed }) => sum + disagreed, 0);
}

/** A share in percent: `43 %`, `99.9 %`. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(share > 0.99 ? 1 : 0))} %`;
}

/** An upper bound in percent, rounded up: it is never told smaller than it is. */
function atMost(share: number): string {
  return `${Math.ceil(Number((share * 100).toFixed(6)))} %`;
}
