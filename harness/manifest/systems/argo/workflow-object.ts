import type { Surroundings } from '../../model/system.ts';
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
  return documents
    .flatMap((document) => workflowObject(document) ?? [])
    .find((one) => /WorkflowTemplate$/.test(one.kind) && one.name === name);
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
