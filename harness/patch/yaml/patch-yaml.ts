import { isMap, isSeq, type Node, type YAMLMap } from 'yaml';
import type { PatchTarget } from '../../manifest/model/patch-target.ts';
import { isRefusedEdit, type RefusedEdit, spliced } from '../splice.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { COMPOSE_FIELDS, composeEdits } from './compose-edits.ts';
import { documentShape, type LeftOut } from './document-shape.ts';
import { evidenceComment } from './evidence-comment.ts';
import { GITHUB_FIELDS, githubEdits } from './github-edits.ts';
import { type EditSteps, KUBERNETES_FIELDS, kubernetesEdits } from './kubernetes-edits.ts';
import { kubernetesSite } from './kubernetes-site.ts';
import { nodeAt, type OpenDocument, openDocument, ownEntry, rangeOf, usesOf } from './open-document.ts';

/** A map of a document that is to be patched. */
export type YamlTarget = Pick<Extract<PatchTarget, { kind: 'yaml' }>, 'document' | 'path' | 'shape'>;

/** The place that a target is written at. */
export interface PatchSite {
  /** The same for targets that lead to one place, as through aliases. */
  readonly key: string;
  /** How many places of the file have what stands there: more than 1 where an anchor shares it. */
  readonly uses: number;
}

/** What each shape's patch is about. */
interface Part {
  /** The map that is written, or that gets it. */
  readonly map: YAMLMap;
  /** The entries that the patch may change. */
  readonly leftOut: LeftOut;
  /** Above which entries a comment may stand, the best first. */
  readonly comment: Parameters<typeof evidenceComment>[1];
}

/** How each shape is written. */
const SHAPES: Readonly<
  Record<
    YamlTarget['shape'],
    {
      readonly edits: (target: YamlTarget, grant: WantedGrant) => EditSteps;
      readonly part: (document: OpenDocument, target: YamlTarget) => Part | RefusedEdit;
    }
  >
> = {
  kubernetes: { edits: ({ path }, grant) => kubernetesEdits(path, grant), part: kubernetesPart },
  compose: {
    edits: ({ path }, grant) => composeEdits(path, grant),
    part: (document, target) =>
      mapPart(document, target, {
        fields: COMPOSE_FIELDS,
        missing: 'The service is not where it was read.',
        comment: ['cap_drop', 'cap_add'],
      }),
  },
  'github-options': {
    edits: ({ path }, grant) => githubEdits(path, grant),
    part: (document, target) =>
      mapPart(document, target, {
        fields: GITHUB_FIELDS,
        missing: 'The container is only the name of an image. Write it as a map with image and options.',
        comment: ['options'],
      }),
  },
};

/** Has a map of a YAML text grant what is wanted. All else stays as it is, byte for byte. */
export function patchYaml(
  text: string,
  target: YamlTarget,
  grant: WantedGrant,
): { readonly text: string } | RefusedEdit {
  const { edits } = SHAPES[target.shape];
  const patched = inTurn(text, target, edits(target, grant));
  if (isRefusedEdit(patched) || patched.text === text) return patched;
  const commented = inTurn(patched.text, target, [(document) => commentEdit(document, target, grant)]);
  return isRefusedEdit(commented) || saysTheSame(text, commented.text, target)
    ? commented
    : { refused: 'The patch would change more than it should.' };
}

/** Where a target is written, and how many places have what stands there. */
export function yamlSite(text: string, target: YamlTarget): PatchSite | RefusedEdit {
  const document = openDocument(text, target.document);
  const part = isRefusedEdit(document) ? document : SHAPES[target.shape].part(document, target);
  if (isRefusedEdit(document) || isRefusedEdit(part)) return part as RefusedEdit;
  const written = [part.map, ...listsAndMapsIn(part)];
  const uses = Math.max(...written.map((node) => usesOf(node, document)));
  return { key: `${target.document}:${rangeOf(part.map)[0]}`, uses };
}

function inTurn(text: string, target: YamlTarget, steps: EditSteps): { readonly text: string } | RefusedEdit {
  let current = text;
  for (const step of steps) {
    const document = openDocument(current, target.document);
    const edit = isRefusedEdit(document) ? document : step(document);
    if (isRefusedEdit(edit)) return edit;
    current = spliced(current, edit);
  }
  return { text: current };
}

function commentEdit(document: OpenDocument, target: YamlTarget, { evidence }: WantedGrant): ReturnType<EditSteps[0]> {
  const part = SHAPES[target.shape].part(document, target);
  return isRefusedEdit(part) ? part : evidenceComment(document, part.comment, evidence);
}

/** Whether two texts say the same besides what a patch may change. */
function saysTheSame(before: string, after: string, target: YamlTarget): boolean {
  const shapes = [before, after].map((text) => {
    const document = openDocument(text, target.document);
    const part = isRefusedEdit(document) ? document : SHAPES[target.shape].part(document, target);
    return isRefusedEdit(document) || isRefusedEdit(part) ? undefined : documentShape(document, part.leftOut);
  });
  return shapes[0] !== undefined && shapes[0] === shapes[1];
}

function kubernetesPart(document: OpenDocument, { path }: YamlTarget): Part | RefusedEdit {
  const site = kubernetesSite(document, path);
  if (isRefusedEdit(site)) return site;
  const { container, context } = site;
  const fields = new Set<string>(KUBERNETES_FIELDS);
  const names = context?.items.map(({ key }) => String(key)) ?? [];
  // A context that holds nothing but what is written came with the patch, or could have.
  const isNew = names.every((name) => fields.has(name));
  return {
    map: context ?? container,
    leftOut: new Map([
      ...(context === undefined ? [] : [[context, fields] as const]),
      ...(isNew ? [[container, new Set(['securityContext'])] as const] : []),
    ]),
    comment: [
      [context, 'capabilities'],
      [container, 'securityContext'],
    ],
  };
}

/** What is written stands in the map itself. */
function mapPart(
  document: OpenDocument,
  { path }: YamlTarget,
  {
    fields,
    missing,
    comment,
  }: { readonly fields: readonly string[]; readonly missing: string; readonly comment: readonly string[] },
): Part | RefusedEdit {
  const map = nodeAt(document, path);
  if (!isMap(map)) return { refused: missing };
  return { map, leftOut: new Map([[map, new Set(fields)]]), comment: comment.map((key) => [map, key]) };
}

/** The lists and maps that a patch changes where they stand. An alias among them is replaced. */
function listsAndMapsIn({ leftOut }: Part): Node[] {
  return [...leftOut].flatMap(([map, names]) =>
    [...names].flatMap((name) => (name === 'securityContext' ? [] : below(ownEntry(map, name)?.value ?? null))),
  );
}

function below(node: Node | null): Node[] {
  if (isSeq(node)) return [node];
  return isMap(node) ? [node, ...node.items.flatMap(({ value }) => below(value as Node | null))] : [];
}
