import { namesOf } from '../../capabilities/capability-set.ts';
import { codeText, sentence } from '../../report/markdown/code-text.ts';
import { bytes, thoseThatFit } from '../../report/markdown/those-that-fit.ts';
import { countOf } from '../../text/plain-text.ts';
import type { AuditedBuild } from '../audited-build.ts';
import { type BuildStanding, type PipelineAudit, standingOf } from '../pipeline-audit.ts';
import { againstText } from './against-section.ts';
import { auditHeadline, buildText } from './audit-text.ts';
import { STANDINGS, togetherText, unbuiltText } from './audit-words.ts';

/** How large a report may become. */
export interface AuditMarkdownOptions {
  /** In UTF-8; whoever shows the report drops or refuses a larger one. */
  readonly limitBytes: number;
}

/** The longest sentence, and the longest line of a build. */
const LONGEST_SENTENCE = 600;
const LONGEST_LINE = 300;

/** What is kept free for the line that tells what was left out. */
const POINTER_BYTES = 200;

const MARKS: Readonly<Record<BuildStanding, string>> = {
  'too-little': '❌',
  'too-much': '⚠️',
  'not-known': '❓',
  exact: '✅',
};

/** An audit for a comment: a table of the builds, and each with what was understood, folded up. */
export function auditMarkdown(audit: PipelineAudit, { limitBytes }: AuditMarkdownOptions): string {
  const { builds, problems, together, unbuilt } = audit;
  const lines = [
    `**${sentence(auditHeadline(audit), LONGEST_SENTENCE)}**`,
    ...together.flatMap((one) => togetherText(one) ?? []).map((text) => `- ${sentence(text, LONGEST_SENTENCE)}`),
    ...unbuiltText(unbuilt).map((text) => `- ${sentence(text, LONGEST_SENTENCE)}`),
    ...problems.map(({ place, what, wayOut }) => {
      return `- ⛔ ${codeText(`${place.file}:${place.line}`, LONGEST_LINE)} ${sentence(what, LONGEST_SENTENCE)} ${sentence(wayOut, LONGEST_SENTENCE)}`;
    }),
  ];
  const head = `${[...lines, ...againstBlock(audit)].join('\n\n')}\n\n`;
  const told = thoseThatFit(builds, block, limitBytes - POINTER_BYTES - bytes(head));
  const leftOut = builds.length - told.length;
  const pointer =
    leftOut === 0 ? '' : `\n${countOf(leftOut, 'further build')} left out. The output of the run has all.\n`;
  return `${head}${told.map(({ text }) => text).join('')}${pointer}`;
}

/** The most lines of what policies say; the output of the run has all. */
const MOST_POLICY_LINES = 200;

function againstBlock({ against }: PipelineAudit): string[] {
  const lines = againstText(against).flatMap((text) => text.split('\n'));
  if (lines.length === 0) return [];
  const told = lines.slice(1, MOST_POLICY_LINES).map(indented);
  return [`<details><summary>Against the policies</summary>\n\n${told.join('<br>\n')}\n\n</details>`];
}

function indented(line: string): string {
  return `${'&nbsp;'.repeat(line.length - line.trimStart().length)}${codeText(line.trim(), LONGEST_LINE)}`;
}

function block(one: AuditedBuild): string {
  const standing = standingOf(one);
  const { build, answer } = one;
  const needed =
    answer === null ? '' : `, needed: ${codeText(namesOf(answer.needed).join(' ') || 'nothing', LONGEST_LINE)}`;
  const place = codeText(`${build.place.file}:${build.place.line}`, LONGEST_LINE);
  const summary = `${MARKS[standing]} ${place} ${codeText(build.title, LONGEST_LINE)} ${STANDINGS[standing].headline}${needed}`;
  const body = buildText(one).split('\n').slice(1).map(indented);
  return `<details><summary>${summary}</summary>\n\n${body.join('<br>\n')}\n\n</details>\n`;
}
