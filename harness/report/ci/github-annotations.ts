import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { countOf, shorten } from '../../text/plain-text.ts';
import { answersAgree, setsInline } from '../blocks/answer/answer-text.ts';
import { findingOf, marked, type ReviewFinding, recordFindings } from './finding.ts';
import { SEVERITIES, type Severity } from './finding-kind.ts';
import { RECORD_FINDINGS } from './record-finding-kinds.ts';

/** What GitHub shows of one kind in one step; it drops the rest. */
const SHOWN_PER_KIND = 10;

/** The longest text on what a case needs. */
const LONGEST = 400;

/** The workflow command for each severity. */
const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

/** Findings as workflow commands of GitHub Actions: an annotation a line, no more of a kind than are shown. */
export function githubAnnotations(findings: readonly ReviewFinding[]): string {
  const lines = SEVERITIES.flatMap((severity) =>
    shown(
      findings.filter(({ kind }) => kind.severity === severity),
      COMMANDS[severity],
    ),
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** What annotations tell of a record: what is merely needed once for each case, so that there is room for all of them. */
export function annotatedFindings(record: RunRecord): ReviewFinding[] {
  return [
    ...recordFindings(record).filter(({ kind }) => kind !== RECORD_FINDINGS.needed),
    ...marked(record.cases.flatMap(need), record.evidence),
  ];
}

function need(one: CaseRecord): ReviewFinding[] {
  if (!one.faithful.complete) return [];
  const lesser =
    answersAgree(one) || !one.exitZero.complete
      ? ''
      : `; exit code 0 alone needs ${setsInline(one.exitZero.minimalSets)}`;
  const message = shorten(`needs ${setsInline(one.faithful.minimalSets)}${lesser}`, LONGEST);
  return [findingOf(one, { kind: RECORD_FINDINGS.needed, message })];
}

function shown(findings: readonly ReviewFinding[], command: string): string[] {
  if (findings.length <= SHOWN_PER_KIND) return findings.map((finding) => annotation(finding, command));
  const told = findings.slice(0, SHOWN_PER_KIND - 1);
  const more = countOf(findings.length - told.length, `more ${command}`);
  return [
    ...told.map((finding) => annotation(finding, command)),
    `::${command}::${data(`${more}: GitHub shows ${SHOWN_PER_KIND} of a kind in a step. The report of the run has all.`)}`,
  ];
}

function annotation({ kind, message, file, line }: ReviewFinding, command: string): string {
  const properties = [
    `file=${property(file)}`,
    ...(line === null ? [] : [`line=${line}`]),
    `title=${property(kind.title)}`,
  ];
  return `::${command} ${properties.join(',')}::${data(message)}`;
}

/** The escapes that the runner undoes in a message. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property the separators are escaped as well. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
