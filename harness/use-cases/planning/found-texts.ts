import type { FoundCases } from '../../corpus/find-cases.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import type { Case, InvalidCase } from '../../vocabulary/case.ts';

/**
 * What a search for Dockerfiles found, as a person is told of it: how many, which cannot be used, what was not looked through, and each
 * context with the reason for it.
 */
export function foundTexts({ cases, invalid, notes }: FoundCases): string[] {
  const all = new Set([...cases, ...invalid].map(({ file }) => file)).size;
  const unusable = invalid.length === 0 ? '' : `, ${invalid.length} cannot be used`;
  return [
    `${countOf(all, 'Dockerfile')} found${unusable}`,
    ...invalid.map((one) => `  cannot be used: ${invalidText(one)}`),
    ...notes.map((note) => `  ${safeText(note)}`),
    ...contextLines(cases),
  ];
}

/** What is wrong with a Dockerfile, which its name comes before. */
export function invalidText({ file, reason }: InvalidCase): string {
  return safeText(reason.startsWith(`${file}:`) ? reason : `${file}: ${reason}`);
}

/** A line for each Dockerfile with a context of its own, and one for all those of which the same is to be said. */
function contextLines(cases: readonly Case[]): string[] {
  const files = new Map(cases.map(({ file, chosenContext }) => [file, chosenContext]));
  const groups = new Map<string, string[]>();
  for (const [file, context] of files) {
    if (context === undefined) continue;
    const isOwn = context.directory === (file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.');
    const text = isOwn ? context.why : `${safeText(context.directory)}, ${safeText(context.why)}`;
    groups.set(text, [...(groups.get(text) ?? []), safeText(file)]);
  }
  return [...groups].map(([text, named]) => `  context of ${namesText(named)}: ${text}`);
}

/** How many names a line has before it counts. */
const NAMES_SHOWN = 3;

function namesText(names: readonly string[]): string {
  if (names.length <= NAMES_SHOWN) return names.join(', ');
  return `${names.slice(0, NAMES_SHOWN - 1).join(', ')} and ${names.length - NAMES_SHOWN + 1} more`;
}
