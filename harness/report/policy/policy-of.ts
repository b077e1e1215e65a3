import { type CapabilitySet, difference, EMPTY_SET, formatSet, isSubset } from '../../capabilities/capability-set.ts';
import { parseUniverse } from '../../capabilities/universe.ts';
import { HarnessError } from '../../errors.ts';
import { needFor } from '../../record/answer-cover.ts';
import { chosenCases } from '../../record/chosen-cases.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { smallestCommonSets } from '../../search/ledger/profile.ts';
import { safeText } from '../../text/plain-text.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { exclusionText } from '../blocks/answer/exclusion-text.ts';
import { verifyCommand } from '../blocks/run/command-text.ts';
import { choosePolicy, type Refusal } from './choose-policy.ts';
import type { Policy } from './policy.ts';
import { type PolicyPart, policyParts, type Split } from './policy-part.ts';
import { type AdmissionAction, NAMESPACE_LABEL, type PodMatch } from './policy-target.ts';

/** What a policy is wanted for. */
export interface PolicyOptions {
  /** This set; the smallest that serves the cases if undefined. */
  readonly set?: string | undefined;
  /** Only these cases. */
  readonly case?: readonly string[];
  /** Not these cases. */
  readonly withoutCase?: readonly string[];
  /** @default 'faithful' */
  readonly answer?: 'faithful' | 'exit-0' | undefined;
  /** The image that runs Kaniko; the one that was tried if undefined. */
  readonly image?: string | undefined;
  /** Other repositories that hold it. */
  readonly mirror?: readonly string[];
  /** Which pods an admission policy checks; several policies each check the namespaces of their part. */
  readonly match?: readonly PodMatch[];
  /** @default 'deny' */
  readonly action?: AdmissionAction | undefined;
  /** Several policies, each for cases of its own; only `policiesOf` heeds it. */
  readonly splitBy?: Split | undefined;
}

/**
 * The set that a policy grants, and what shows that it serves.
 *
 * @throws HarnessError NO_POLICY for another builder, or where no case is left; UNKNOWN_CASE; POLICY_BREAKS naming the cases
 *   that the set breaks; POLICY_UNPROVEN naming those of which the record does not tell.
 */
export function policyOf(record: RunRecord, options: PolicyOptions): Policy {
  assertKaniko(record);
  const answer: Answer = options.answer === 'exit-0' ? 'exitZero' : 'faithful';
  const cases = casesOf(record, options);
  const asked = options.set === undefined ? undefined : parseUniverse(options.set);
  const candidates = asked === undefined ? smallestSets(cases, answer) : [asked];
  const choice = choosePolicy(record, { cases, answer, candidates });
  if (!('policy' in choice)) throw refusalOf(choice.refused, answer);
  const { image, mirror: mirrors = [], match = [], action = 'deny' } = options;
  const target = { image, mirrors, match, action };
  return { ...choice.policy, excess: excessOf(asked, cases, answer), part: null, chosenBy: wordsOf(options), target };
}

/**
 * The policies of a record: one for all chosen cases, or one for each of the parts that they are split into.
 *
 * @throws HarnessError as `policyOf`; of several policies that are refused, for the first.
 */
export function policiesOf(record: RunRecord, options: PolicyOptions): Policy[] {
  const { splitBy } = options;
  if (splitBy === undefined) return [policyOf(record, options)];
  assertKaniko(record);
  return policyParts(record, casesOf(record, options), splitBy).map(({ cases, ...part }) => {
    const ofPart = { ...options, case: cases, withoutCase: [], match: matchOf(part) };
    const chosenBy = wordsOf(cases.length > FEW ? options : { ...ofPart, splitBy: undefined });
    return { ...policyOf(record, ofPart), part, chosenBy };
  });
}

/** All policies for one image would have to hold for each pod, so that each is for namespaces of its own. */
function matchOf({ slug }: PolicyPart): PodMatch[] {
  return [{ kind: 'image' }, { kind: 'namespace-label', key: NAMESPACE_LABEL, value: slug }];
}

/** How many cases of a part are named in a command, which else tells of all parts. */
const FEW = 3;

/** What an asked-for set has beyond the first of the smallest sets within it. */
function excessOf(asked: CapabilitySet | undefined, cases: readonly CaseRecord[], answer: Answer): CapabilitySet {
  if (asked === undefined || cases.some((one) => one[answer].minimalSets.length === 0)) return EMPTY_SET;
  const needed = smallestCommonSets(cases.map((one) => needFor(one, answer))).find((set) => isSubset(set, asked));
  return needed === undefined ? EMPTY_SET : difference(asked, needed);
}

function wordsOf({ set, case: only = [], withoutCase = [], answer, splitBy }: PolicyOptions): string[] {
  return [
    ...(set === undefined ? [] : ['--set', set]),
    ...only.flatMap((id) => ['--case', id]),
    ...withoutCase.flatMap((id) => ['--without-case', id]),
    ...(answer === undefined ? [] : ['--answer', answer]),
    ...(splitBy === undefined ? [] : ['--split-by', splitBy]),
  ];
}

/** What a stand-in needs says nothing about Kaniko. */
function assertKaniko({ builder }: RunRecord): void {
  if (builder.kind === 'kaniko') return;
  throw new HarnessError('NO_POLICY', `A policy is for Kaniko, but this record is of ${builder.kind}`, {
    hint: 'Run it with a Kaniko executor: kaniko-caps discover --builder IMAGE.',
  });
}

function casesOf(record: RunRecord, { case: only = [], withoutCase = [] }: PolicyOptions): readonly CaseRecord[] {
  chosenCases(record, withoutCase, record.run.id);
  const cases = chosenCases(record, only, record.run.id).filter(({ id }) => !withoutCase.includes(id));
  if (cases.length > 0) return cases;
  throw new HarnessError('NO_POLICY', `No case of ${record.run.id} is left to write a policy for`);
}

function smallestSets(cases: readonly CaseRecord[], answer: Answer): CapabilitySet[] {
  const unanswered = cases.filter((one) => one[answer].minimalSets.length === 0);
  if (unanswered.length === 0) return commonSets(cases, answer);
  const named = unanswered.map(({ id, status }) => `${safeText(id)} (${status})`).join(', ');
  throw new HarnessError(
    'POLICY_UNPROVEN',
    `No set is known to work for ${named}, so none is known to work for all cases`,
    {
      hint: `Leave out the cases without an answer: ${exclusionOf(unanswered)}. Or choose cases with --case.`,
    },
  );
}

function commonSets(cases: readonly CaseRecord[], answer: Answer): CapabilitySet[] {
  const sets = smallestCommonSets(cases.map((one) => needFor(one, answer)));
  if (sets.length > 0) return sets;
  throw new HarnessError('POLICY_BREAKS', `No policy is written: ${exclusionText(cases, answer) ?? 'no set works'}`, {
    hint: 'Write a policy for each of them: choose cases with --case.',
  });
}

/** How many cases are told by their names in a command. */
const NAMED = 3;

function exclusionOf(cases: readonly CaseRecord[]): string {
  if (cases.length > NAMED) return '--without-case ID, for each';
  return cases.map(({ id }) => `--without-case ${safeText(id)}`).join(' ');
}

const SHOWN: Readonly<Record<Answer, string>> = {
  faithful: 'give the same image',
  exitZero: 'end with exit code 0',
};

function refusalOf(refused: Refusal | undefined, answer: Answer): HarnessError {
  const { set, obstacles } = refused ?? { set: undefined, obstacles: [] };
  const broken = obstacles.filter(({ kind }) => kind === 'breaks');
  const those = broken.length > 0 ? broken : obstacles;
  const name = set === undefined ? 'any set' : formatSet(set);
  const told = those.map(({ one, because }) => `\n  ${safeText(one.id)}: ${because}`).join('');
  const cases = those.map(({ one }) => one);
  if (broken.length > 0) {
    const message = `No policy is written: with ${name}, these cases do not ${SHOWN[answer]}${told}`;
    return new HarnessError('POLICY_BREAKS', message, {
      hint: `Grant what is missing, or leave the cases out: ${exclusionOf(cases)}.`,
    });
  }
  const message = `No policy is written: this record does not show whether these cases ${SHOWN[answer]} with ${name}${told}`;
  const tryIt = set === undefined ? '' : `Try it: ${verifyCommand(set, cases)}; or `;
  return new HarnessError('POLICY_UNPROVEN', message, { hint: `${tryIt}leave the cases out: ${exclusionOf(cases)}.` });
}
