import { namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { silentLosses } from '../../record/capability-need.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { countOf } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import { profileVerb } from '../blocks/answer/answer-text.ts';
import { exclusionText } from '../blocks/answer/exclusion-text.ts';
import { codeText, sentence } from './code-text.ts';

/** How many sets are told before the rest is counted. */
const SETS_TOLD = 3;

/** The longest name of a case in the first line. */
const LONGEST_NAME = 80;

/** The longest text of which cases exclude each other. */
const LONGEST_EXCLUSION = 300;

/** The first line of a report: what is needed, and what asks for attention. */
export function answerLine(record: RunRecord): string {
  const { cases } = record;
  const answered = cases.filter(({ faithful }) => faithful.minimalSets.length > 0);
  const [only] = answered;
  if (only === undefined) return `**${countOf(cases.length, 'case')}, none with an answer**`;
  const needs =
    cases.length === 1
      ? `${codeText(only.id, LONGEST_NAME)} ${only.faithful.complete ? 'needs' : 'works with'} ${setsCode(only.faithful.minimalSets)}`
      : togetherText(record, answered);
  return `**${needs}**${attentionText(cases)}`;
}

function togetherText({ cases, profile }: RunRecord, answered: readonly CaseRecord[]): string {
  const excluded = profile.faithful.length > 0 ? undefined : exclusionText(answered, 'faithful');
  if (excluded !== undefined)
    return `${countOf(answered.length, 'case')} together: ${sentence(excluded, LONGEST_EXCLUSION)}`;
  return `${countOf(answered.length, 'case')} together ${profileVerb(cases, 'faithful')} ${setsCode(profile.faithful)}`;
}

function attentionText(cases: readonly CaseRecord[]): string {
  const unproven = cases.filter(({ faithful }) => !faithful.complete).length;
  const silent = cases.filter((one) => silentLosses(one).length > 0);
  const lost = namesOf(setOfNames(silent.flatMap(silentLosses).map(({ capability }) => capability)));
  const told = [
    ...(unproven === 0 ? [] : [`${cases.length === 1 ? '' : `${unproven} `}without a proven answer`]),
    ...(silent.length === 0
      ? []
      : [
          `⚠️ ${cases.length === 1 ? 'it' : countOf(silent.length, 'case')} would silently build a different image without ${lost.length > 1 ? 'one of ' : ''}${listText(lost)}`,
        ]),
  ];
  return told.length === 0 ? '' : ` · ${told.join(' · ')}`;
}

/** Names of capabilities need no code; anything else that a record has in their place is no name. */
export function plainName(capability: string): string {
  return /^[A-Z0-9_]{1,40}$/.test(capability) ? capability : codeText(capability, 40);
}

/** Sets as a person reads them: `CHOWN FOWNER or SETFCAP`; `nothing` for the empty set. */
export function setsCode(sets: readonly (readonly string[])[]): string {
  if (sets.length === 0) return 'no set that was in play';
  const told = sets.slice(0, SETS_TOLD).map((set) => set.map(plainName).join(' ') || 'nothing');
  const more = sets.length - SETS_TOLD;
  return `${told.join(' or ')}${more > 0 ? ` or ${countOf(more, 'other set')}` : ''}`;
}
