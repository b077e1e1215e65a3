import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { answersAgree, setsInline } from '../answer-text.ts';
import { countOf, safeText, shorten } from '../plain-text.ts';
import { dockerfilePath } from './dockerfile-place.ts';
import { type Finding, findingsOf } from './finding.ts';

/** What GitHub shows of one kind in one step; it drops the rest. */
const SHOWN_PER_KIND = 10;

/** The longest text on what a case needs. */
const LONGEST = 400;

const TITLES: Readonly<Record<Exclude<Finding['kind'], 'needed'>, string>> = {
  'reference-failed': 'Reference build fails',
  'silent-loss': 'Silent loss',
  'no-answer': 'No proven answer',
  flaky: 'Flaky capability set',
  'more-hurts': 'More capabilities hurt',
};

interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly file: string;
  readonly line: number | null;
}

/** A record as workflow commands of GitHub Actions: an annotation a line, no more of a kind than are shown. */
export function githubAnnotations(record: RunRecord): string {
  const annotations = [...findingsOf(record).flatMap(attention), ...record.cases.flatMap(need)];
  const lines = (['error', 'warning', 'notice'] as const).flatMap((kind) =>
    shown(annotations.filter((annotation) => annotation.kind === kind)),
  );
  return lines.map((line) => `${line}\n`).join('');
}

/** What is merely needed is told once for each case, so that there is room for all of them. */
function attention({ kind, message, file, line }: Finding): Annotation[] {
  if (kind === 'needed') return [];
  return [{ kind: kind === 'reference-failed' ? 'error' : 'warning', title: TITLES[kind], message, file, line }];
}

function need(one: CaseRecord): Annotation[] {
  if (!one.faithful.complete) return [];
  const lesser =
    answersAgree(one) || !one.exitZero.complete
      ? ''
      : `; exit code 0 alone needs ${setsInline(one.exitZero.minimalSets)}`;
  const message = shorten(`${safeText(one.id)} needs ${setsInline(one.faithful.minimalSets)}${lesser}`, LONGEST);
  return [{ kind: 'notice', title: 'Capabilities needed', message, file: dockerfilePath(one), line: null }];
}

function shown(annotations: readonly Annotation[]): string[] {
  if (annotations.length <= SHOWN_PER_KIND) return annotations.map(command);
  const told = annotations.slice(0, SHOWN_PER_KIND - 1);
  const [last] = annotations.slice(told.length);
  const more = countOf(annotations.length - told.length, `more ${last?.kind ?? ''}`);
  return [
    ...told.map(command),
    `::${last?.kind}::${data(`${more}: GitHub shows ${SHOWN_PER_KIND} of a kind in a step, the report of the run has all`)}`,
  ];
}

function command({ kind, title, message, file, line }: Annotation): string {
  const properties = [`file=${property(file)}`, ...(line === null ? [] : [`line=${line}`]), `title=${property(title)}`];
  return `::${kind} ${properties.join(',')}::${data(message)}`;
}

/** The escapes that the runner undoes in a message. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property the separators are escaped as well. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
