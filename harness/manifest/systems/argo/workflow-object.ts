import type { Surroundings } from '../../model/system.ts';
import { onceFor } from '../../once-for.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';
import { at, itemsAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';

const KINDS: readonly string[] = ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow'];

/** A workflow of Argo, or a template of one, and the document that it is. */
export interface WorkflowObject {
  readonly kind: string;
  readonly name: string;
  /** The spec of the workflow. */
  readonly spec: YamlValue;
  /** Of the document in its file. */
  readonly document: number;
}

/** Reads a workflow; undefined for anything else. */
export function workflowObject({ root, index }: YamlDocument): WorkflowObject | undefined {
  const kind = textAt(root, 'kind') ?? '';
  if (textAt(root, 'apiVersion')?.startsWith('argoproj.io/') !== true || !KINDS.includes(kind)) return undefined;
  const spec = at(root, 'spec', 'workflowSpec') ?? at(root, 'spec');
  if (spec === undefined) return undefined;
  const name = textAt(root, 'metadata', 'name') ?? textAt(root, 'metadata', 'generateName') ?? '';
  return { kind, name, spec, document: index };
}

/** The workflow template of this name, among all documents. */
export function templateObject(name: string | undefined, { documents }: Surroundings): WorkflowObject | undefined {
  return name === undefined ? undefined : knownWorkflows(documents).templates.get(name);
}

/**
 * Whether another document uses a template of an object, or the whole object, so that it is told there. A Workflow is used by
 * nothing.
 */
export function isUsedElsewhere(
  { kind, name }: WorkflowObject,
  template: string | undefined,
  { documents }: Surroundings,
): boolean {
  const { used } = knownWorkflows(documents);
  return /WorkflowTemplate$/.test(kind) && (used.has(keyOf(name)) || used.has(keyOf(name, template)));
}

const knownWorkflows = onceFor((documents: Surroundings['documents']) => {
  const objects = documents.flatMap((document) => workflowObject(document) ?? []);
  const templates = objects.filter(({ kind }) => /WorkflowTemplate$/.test(kind)).map((one) => [one.name, one] as const);
  const used = objects.flatMap(({ spec }) => {
    const whole = textAt(spec, 'workflowTemplateRef', 'name');
    const references = itemsAt(spec, 'templates')
      .flatMap(callsIn)
      .flatMap((call) => at(call, 'templateRef') ?? []);
    return [
      ...(whole === undefined ? [] : [keyOf(whole)]),
      ...references.map((one) => keyOf(textAt(one, 'name') ?? '', textAt(one, 'template'))),
    ];
  });
  // Of two of one name the first one counts.
  return { templates: new Map(templates.toReversed()), used: new Set(used) };
});

function keyOf(name: string, template?: string): string {
  return JSON.stringify(template === undefined ? [name] : [name, template]);
}

/** The template of this name in a workflow. */
export function templateNamed({ spec }: WorkflowObject, name: string | undefined): YamlValue | undefined {
  return itemsAt(spec, 'templates').find((one) => name !== undefined && textAt(one, 'name') === name);
}

/** The steps or tasks that a template is made of; none for one that runs something. */
export function callsIn(template: YamlValue): readonly YamlValue[] {
  // A row of steps is a list, or a single step.
  const rows = itemsAt(template, 'steps').flatMap((row) => (row.kind === 'list' ? row.items : [row]));
  return [...rows, ...itemsAt(template, 'dag', 'tasks')];
}
