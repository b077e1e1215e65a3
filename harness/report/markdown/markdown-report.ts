import { silentLosses } from '../../record/capability-need.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { countOf } from '../../text/plain-text.ts';
import { popularListText } from '../blocks/answer/popular-list.ts';
import { auditSummary } from '../blocks/basis/audit-text.ts';
import { budgetLines } from '../blocks/basis/partial-text.ts';
import { cacheLines } from '../blocks/run/cache-text.ts';
import { configurationsOfCases } from '../blocks/run/configuration-text.ts';
import { headline } from '../blocks/run/run-text.ts';
import { variationSummary } from '../blocks/variation/variation-summary.ts';
import { answerLine } from './answer-line.ts';
import { caseDetails } from './case-details.ts';
import { codeText, sentence } from './code-text.ts';
import { needsTable } from './needs-table.ts';
import { bytes, type Fitting, thoseThatFit } from './those-that-fit.ts';

/** How large a report may become, and where the whole one is. */
export interface MarkdownOptions {
  /** In UTF-8; whoever shows the report drops or refuses a larger one. */
  readonly limitBytes: number;
  /** A page that has the whole report; undefined if nobody knows. */
  readonly wholeReport: string | undefined;
}

/** What is kept free for the last line, which tells what was left out. */
const POINTER_BYTES = 1_000;

/** The longest text on all cases together, and the longest address of the whole report. */
const LONGEST_TEXT = 500;

/**
 * A record for a comment or a summary: the answer, a table of the cases, and each case in full, folded up. What does not fit
 * is left out from the end, cases that ask for attention last, and the last line says so.
 */
export function markdownReport(record: RunRecord, { limitBytes, wholeReport }: MarkdownOptions): string {
  const matrix = needsTable(record.cases);
  const ranked = record.cases.toSorted((a, b) => rank(a) - rank(b));
  const together = [
    ...popularListText(record),
    ...budgetLines(record),
    ...variationSummary(record),
    ...auditSummary(record),
  ];
  const head = headOf(record);
  const foot = together.map((text) => `- ${sentence(text, LONGEST_TEXT)}\n`).join('');
  const tableHead = `${matrix.head.join('\n')}\n`;
  const legend = `\n${matrix.legend}\n\n`;
  const room = limitBytes - POINTER_BYTES - bytes(head + tableHead + legend + foot);
  const rows = thoseThatFit(ranked, (one) => `${matrix.rowOf(one)}\n`, room);
  const details = thoseThatFit(ranked, caseDetails, rows.length < ranked.length ? 0 : room - sizeOf(rows));
  const table = record.cases.flatMap((one) => rows.find((row) => row.one === one)?.text ?? []).join('');
  const body = `${head}${tableHead}${table}${legend}${details.map(({ text }) => text).join('')}${foot === '' ? '' : `\n${foot}`}`;
  return `${body}${pointer(record, { rows: rows.length, details: details.length }, wholeReport)}`;
}

/** The answer, what is common to cases with several caches, what was run, and the configurations. */
function headOf(record: RunRecord): string {
  const sentences = (texts: readonly string[]): string[] => texts.map((text) => sentence(text, LONGEST_TEXT));
  const paragraphs = [
    answerLine(record),
    ...sentences(cacheLines(record)),
    codeText(headline(record), LONGEST_TEXT),
    ...sentences(configurationsOfCases(record.cases)),
  ];
  return paragraphs.map((text) => `${text}\n\n`).join('');
}

/** Cases without an answer first, then those with a silent loss. */
function rank({ faithful, losses }: CaseRecord): number {
  if (!faithful.complete) return 0;
  return silentLosses({ losses }).length > 0 ? 1 : 2;
}

function sizeOf(fitting: readonly Fitting<CaseRecord>[]): number {
  return fitting.reduce((sum, { text }) => sum + bytes(text), 0);
}

function pointer(
  { cases, run }: RunRecord,
  shown: { readonly rows: number; readonly details: number },
  wholeReport: string | undefined,
): string {
  if (shown.rows === cases.length && shown.details === cases.length) return '';
  const left = shown.rows < cases.length ? cases.length - shown.rows : cases.length - shown.details;
  const what =
    shown.rows < cases.length ? `${countOf(left, 'case')} and all details` : `the details of ${countOf(left, 'case')}`;
  const where =
    wholeReport !== undefined && /^https?:\/\/[\w.:/?#@!$&'*+,;=%~-]{1,400}$/.test(wholeReport)
      ? `See [the whole report](<${wholeReport}>).`
      : `The record of ${codeText(run.id, 80)} has everything: <code>kaniko-caps report RECORD --format text</code>`;
  return `\n✂️ Left out, because the format limits the size: ${what}. ${where}\n`;
}
