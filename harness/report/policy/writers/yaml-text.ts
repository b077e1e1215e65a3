import { Document, isNode } from 'yaml';
import { safeText } from '../../../text/plain-text.ts';

/** A remark beside a value: the path to it, and what is said. */
export type YamlRemark = readonly [path: readonly (string | number)[], text: string];

/** A YAML document below its comment, with remarks after values, and notes below it. */
export function yamlText(
  comment: readonly string[],
  value: unknown,
  remarks: readonly YamlRemark[] = [],
  notes: readonly string[] = [],
): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  for (const [path, text] of remarks) {
    const node = document.getIn(path, true);
    if (isNode(node)) node.comment = ` ${safeText(text)}`;
  }
  const above = comment.length === 0 ? '' : `${hashLines(comment)}\n\n`;
  return above + document.toString({ lineWidth: 0 }) + notesBelow(notes);
}

/** Notes at the end of a text: what stands in front of it is short. */
export function notesBelow(notes: readonly string[]): string {
  return notes.length === 0 ? '' : `\n${hashLines(notes)}\n`;
}

/** Lines as a comment of YAML, TOML or a shell; whatever a stranger wrote in them stays in its line. */
export function hashLines(lines: readonly string[]): string {
  return lines.map((line) => `# ${safeText(line)}`.trimEnd()).join('\n');
}
