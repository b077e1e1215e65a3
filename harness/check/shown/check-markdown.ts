import { standingBehind } from '../../record/record-evidence.ts';
import { codeText, sentence } from '../../report/markdown/code-text.ts';
import { bytes, thoseThatFit } from '../../report/markdown/those-that-fit.ts';
import { countOf } from '../../text/plain-text.ts';
import { builderText } from '../check-builder.ts';
import { changesThat } from '../check-effect.ts';
import { CHECK_EFFECTS, type CheckEffect } from '../check-gate.ts';
import type { Check } from '../check-record.ts';
import type { CheckView } from '../check-view.ts';
import type { CheckedCase } from '../checked-case.ts';
import { caseLines, caseWords } from './check-case-text.ts';
import { configurationNotes } from './check-configuration-text.ts';
import { headlinesOf } from './check-headlines.ts';
import { nothingText } from './check-text.ts';

/** How large a report may become. */
export interface CheckMarkdownOptions {
  /** In UTF-8; whoever shows the report drops or refuses a larger one. */
  readonly limitBytes: number;
}

/** The longest sentence, and the longest line of a proof. */
const LONGEST_SENTENCE = 600;
const LONGEST_LINE = 300;

/** What is kept free for the line that tells what was left out. */
const POINTER_BYTES = 200;

/** A check for a comment: what is not as locked and what to do, and each such case with its proof, folded up. */
export function checkMarkdown(check: Check, view: CheckView, { limitBytes }: CheckMarkdownOptions): string {
  const head = [...verdict(check, view), '', sides(check), ''].join('\n');
  const blocks = check.cases.map((one) => block(one, view)).filter((text) => text !== '');
  const told = thoseThatFit(blocks, (text) => text, limitBytes - POINTER_BYTES - bytes(head));
  const leftOut = blocks.length - told.length;
  const pointer =
    leftOut === 0 ? '' : `\n${countOf(leftOut, 'further case')} left out. The output of the run has all.\n`;
  return `${head}${told.map(({ text }) => text).join('')}${pointer}`;
}

const MARKS: Readonly<Record<CheckEffect, string>> = {
  fails: '❌',
  invalid: '⛔',
  'no-verdict': '❓',
  told: 'ℹ️',
};

function verdict(check: Check, view: CheckView): string[] {
  const headlines = headlinesOf(check, view);
  const isFine = headlines.every(({ effect }) => effect === 'told');
  return [
    ...configurationNotes(check, view).flatMap(({ text, advice }) => [
      `⚙️ **${sentence(text, LONGEST_SENTENCE)}**`,
      ...advice.map((line) => `- ${sentence(line, LONGEST_SENTENCE)}`),
      '',
    ]),
    ...(isFine ? [`✅ ${sentence(nothingText(check, view), LONGEST_SENTENCE)}`, ''] : []),
    ...headlines.flatMap(({ effect, text, advice }) => [
      `${MARKS[effect]} **${sentence(text, LONGEST_SENTENCE)}**`,
      ...advice.map((line) => `- ${sentence(line, LONGEST_SENTENCE)}`),
      '',
    ]),
  ];
}

function sides({ lockedBuilders, run }: Check): string {
  const locked = lockedBuilders.map((builder) => codeText(builderText(builder), LONGEST_LINE)).join(', ');
  const checked = run === null ? 'nothing' : codeText(builderText(run.builder), LONGEST_LINE);
  return `Locked with ${locked || 'nothing'}, checked with ${checked}${standingBehind(run?.evidence, '; ')}.\n`;
}

function block(one: CheckedCase, { gate }: CheckView): string {
  const [title, ...lines] = caseLines(one);
  if (title === undefined) return '';
  const effect = CHECK_EFFECTS.find((kind) => changesThat(kind, one, gate).length > 0) ?? 'told';
  const summary = `${MARKS[effect]} ${codeText(one.id, LONGEST_LINE)} ${caseWords(one.changes)}`;
  const body = lines.map(
    (line) => `${'&nbsp;'.repeat(line.length - line.trimStart().length)}${codeText(line.trim(), LONGEST_LINE)}`,
  );
  return `<details><summary>${summary}</summary>\n\n${body.join('<br>\n')}\n\n</details>\n`;
}
