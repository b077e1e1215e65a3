import { diffArrays } from 'diff';
import type { PatchTarget } from '../manifest/model/patch-target.ts';
import { isRefusal, type Refusal } from './splice.ts';
import type { WantedGrant } from './wanted-grant.ts';
import { type PatchSite, patchYaml, yamlSite } from './yaml/patch-yaml.ts';

type Embedded = NonNullable<Extract<PatchTarget, { kind: 'yaml' }>['embedded']>;

/** Has the target of a file's text grant what is wanted; the text is the same where it does so already. */
export function patchText(text: string, target: PatchTarget, grant: WantedGrant): { readonly text: string } | Refusal {
  if (target.kind !== 'yaml') return NOT_YET(target);
  if (target.embedded === null) return patchYaml(text, target, grant);
  const part = partOf(text, target.embedded);
  const patched = patchYaml(part, target, grant);
  return isRefusal(patched) ? patched : { text: withPart(text, target.embedded, patched.text) };
}

/** Where a target is written, so that those of one place are written once. */
export function siteOf(text: string, target: PatchTarget): PatchSite | Refusal {
  if (target.kind !== 'yaml') return NOT_YET(target);
  const { embedded } = target;
  const site = yamlSite(embedded === null ? text : partOf(text, embedded), target);
  return isRefusal(site) || embedded === null ? site : { ...site, key: `${embedded.firstLine}:${site.key}` };
}

function NOT_YET({ kind }: PatchTarget): Refusal {
  return { refused: `No patch is written for ${kind}.` };
}

/** The lines of a file that are a document of another form, without what they are indented by there. */
function partOf(text: string, { firstLine, lastLine, indent }: Embedded): string {
  return linesOf(text)
    .slice(firstLine - 1, lastLine)
    .map((line) => withoutIndent(line, indent))
    .join('');
}

/** The file with these lines in place of those; lines that stay, stay as they stand in the file. */
function withPart(text: string, { firstLine, lastLine, indent }: Embedded, part: string): string {
  const lines = linesOf(text);
  const own = lines.slice(firstLine - 1, lastLine);
  let index = 0;
  const changed = diffArrays(
    own.map((line) => withoutIndent(line, indent)),
    linesOf(part),
  ).flatMap(({ value, added, removed }) => {
    if (added) return value.map((line) => `${' '.repeat(indent)}${line}`);
    const kept = own.slice(index, index + value.length);
    index += value.length;
    return removed ? [] : kept;
  });
  return [...lines.slice(0, firstLine - 1), ...changed, ...lines.slice(lastLine)].join('');
}

function withoutIndent(line: string, indent: number): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(spaces, indent));
}

/** The lines of a text, each with its end. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
