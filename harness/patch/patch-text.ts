import { diffArrays } from 'diff';
import type { PatchTarget } from '../manifest/model/patch-target.ts';
import { patchDockerRun } from './docker/patch-docker-run.ts';
import { isRefusedEdit, type RefusedEdit } from './splice.ts';
import { patchToml } from './toml/patch-toml.ts';
import type { WantedGrant } from './wanted-grant.ts';
import { type PatchSite, patchYaml, yamlSite } from './yaml/patch-yaml.ts';

type Embedded = NonNullable<Extract<PatchTarget, { kind: 'yaml' }>['embedded']>;

/** Has the target of a file's text grant what is wanted; the text is the same where it does so already. */
export function patchText(
  text: string,
  target: PatchTarget,
  grant: WantedGrant,
): { readonly text: string } | RefusedEdit {
  switch (target.kind) {
    case 'docker-run':
      return patchDockerRun(text, target, grant);
    case 'toml':
      return patchToml(text, target, grant);
    case 'elsewhere':
      return { refused: target.because };
    case 'yaml':
      return patchPart(text, target, grant);
  }
}

/** Where a target is written, so that those of one place are written once. */
export function siteOf(text: string, target: PatchTarget): PatchSite | RefusedEdit {
  switch (target.kind) {
    case 'docker-run':
      return { key: `docker-run:${target.start}`, uses: 1 };
    case 'toml':
      return { key: JSON.stringify(target.table), uses: 1 };
    case 'elsewhere':
      return { refused: target.because };
    case 'yaml': {
      const { embedded } = target;
      const site = yamlSite(embedded === null ? text : partOf(text, embedded), target);
      return isRefusedEdit(site) || embedded === null ? site : { ...site, key: `${embedded.firstLine}:${site.key}` };
    }
  }
}

/** What a place can grant of all that is wanted: the Kubernetes executor has no setting for seccomp in all its versions. */
export function writableGrant(target: PatchTarget, grant: WantedGrant): WantedGrant {
  const hasNoSeccomp = target.kind === 'toml' && target.table.at(-1) === 'kubernetes';
  return hasNoSeccomp ? { ...grant, addDefaultSeccomp: false } : grant;
}

function patchPart(
  text: string,
  target: Extract<PatchTarget, { kind: 'yaml' }>,
  grant: WantedGrant,
): { readonly text: string } | RefusedEdit {
  if (target.embedded === null) return patchYaml(text, target, grant);
  const patched = patchYaml(partOf(text, target.embedded), target, grant);
  return isRefusedEdit(patched) ? patched : { text: withPart(text, target.embedded, patched.text) };
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
