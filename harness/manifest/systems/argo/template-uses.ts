import type { ManifestProblem } from '../../model/problem.ts';
import type { Surroundings } from '../../model/system.ts';
import { plainWritten, type Written } from '../../model/written.ts';
import { substitute } from '../../substitution/substitute.ts';
import { at, entriesAt, itemsAt, textAt, writtenIn, type YamlValue } from '../../yaml/yaml-value.ts';
import { argoReferences, type TagValues } from './references.ts';
import { callsIn, isUsedElsewhere, templateNamed, templateObject, type WorkflowObject } from './workflow-object.ts';

/** A template that runs something, as a workflow reaches it. */
export interface TemplateUse {
  readonly template: YamlValue;
  /** What holds the template. */
  readonly object: WorkflowObject;
  /** `Workflow/build/kaniko`. */
  readonly id: string;
  /** `Workflow build, template kaniko`. */
  readonly title: string;
  readonly values: TagValues;
  /** `when` of the steps that lead to it; null for none. */
  readonly only: string | null;
  /** Artifacts that whoever uses it gives, by name. */
  readonly artifacts: ReadonlyMap<string, YamlValue>;
}

/** How deep templates may use each other, how many uses are told, and how many items of a loop are gone through. */
const DEEPEST = 50;
const MOST_USES = 100;
const MOST_ITEMS = 100;

/** How many calls of templates are followed. */
const MOST_CALLS = 5_000;

interface Walk {
  readonly user: WorkflowObject;
  readonly around: Surroundings;
  readonly uses: TemplateUse[];
  readonly reached: Set<YamlValue>;
  /** How many calls may still be followed. */
  calls: number;
  /** Whether something was left out. */
  isCut: boolean;
}

/** A step on the way to a template. */
interface Reach extends Pick<TemplateUse, 'template' | 'object' | 'only'> {
  readonly call: YamlValue | undefined;
  /** Of whoever calls it. */
  readonly values: TagValues;
  /** The templates on the way to it. */
  readonly way: readonly YamlValue[];
}

/** The uses of templates that a workflow makes: from its entry point, and of templates that nothing in it uses. */
export function templateUses(
  user: WorkflowObject,
  around: Surroundings,
): { readonly uses: readonly TemplateUse[]; readonly problems: readonly ManifestProblem[] } {
  const base = templateObject(textAt(user.spec, 'workflowTemplateRef', 'name'), around);
  const object = base ?? user;
  const values = workflowValues([...(base === undefined ? [] : [base]), user], around);
  const walk: Walk = { user, around, uses: [], reached: new Set(), calls: MOST_CALLS, isCut: false };
  const entry = templateNamed(object, textAt(user.spec, 'entrypoint') ?? textAt(object.spec, 'entrypoint'));
  const first = { object, call: undefined, values, only: null, way: [] };
  if (entry !== undefined) reach({ ...first, template: entry }, walk);
  const called = itemsAt(object.spec, 'templates').flatMap((one) =>
    callsIn(one).map((call) => textAt(call, 'template')),
  );
  for (const template of itemsAt(object.spec, 'templates')) {
    const name = textAt(template, 'name');
    const isRoot = !called.includes(name) && !isUsedElsewhere(user, name, around);
    if (isRoot && !walk.reached.has(template)) reach({ ...first, template }, walk);
  }
  return { uses: walk.uses, problems: walk.isCut ? [cutProblem(user)] : [] };
}

function cutProblem({ kind, name, spec: { place } }: WorkflowObject): ManifestProblem {
  const what = `${kind} ${name} uses templates more than ${MOST_USES} times, or ${DEEPEST} deep, or goes through more than ${MOST_ITEMS} items. The others are left out.`;
  return { kind: 'limit', place, what, wayOut: 'Give the template of the build alone.' };
}

/** `workflow.parameters.X`: a workflow's own go before those of what it refers to. */
function workflowValues(objects: readonly WorkflowObject[], { given }: Surroundings): TagValues {
  const references = argoReferences(new Map(), given.set);
  return new Map(
    objects
      .flatMap(({ spec }) => itemsAt(spec, 'arguments', 'parameters'))
      .flatMap((one) => {
        const name = textAt(one, 'name');
        const value = writtenIn(one, 'value') ?? writtenIn(one, 'default');
        return name === undefined || value === undefined
          ? []
          : [[`workflow.parameters.${name}`, substitute(value, references)] as const];
      }),
  );
}

function reach({ template, object, call, values: outer, only, way }: Reach, walk: Walk): void {
  // A template that calls itself does the same again.
  if (way.includes(template)) return;
  walk.calls -= 1;
  if (way.length > DEEPEST || walk.uses.length >= MOST_USES || walk.calls < 0) {
    walk.isCut = true;
    return;
  }
  walk.reached.add(template);
  const values = inputValues(template, call, outer, walk);
  const calls = callsIn(template);
  if (calls.length === 0) {
    const { kind, name } = walk.user;
    const own = textAt(template, 'name') ?? textAt(call, 'name') ?? '';
    walk.uses.push({
      template,
      object,
      values,
      only,
      id: `${kind}/${name}/${own}`,
      title: `${kind} ${name}, template ${own}`,
      artifacts: artifactsOf(call),
    });
    return;
  }
  for (const inner of calls) {
    const target = targetOf(inner, object, walk);
    if (target === undefined) continue;
    const condition = [only, textAt(inner, 'when')].filter((one) => one != null).join(' and ');
    if (itemsAt(inner, 'withItems').length > MOST_ITEMS) walk.isCut = true;
    for (const items of itemValues(inner)) {
      const known = new Map([...values, ...items]);
      const next = { call: inner, values: known, only: condition === '' ? null : condition, way: [...way, template] };
      reach({ ...target, ...next }, walk);
    }
  }
}

function targetOf(
  call: YamlValue,
  object: WorkflowObject,
  { around }: Walk,
): Pick<Reach, 'template' | 'object'> | undefined {
  const inline = at(call, 'inline');
  if (inline !== undefined) return { template: inline, object };
  const reference = at(call, 'templateRef');
  const holder = reference === undefined ? object : templateObject(textAt(reference, 'name'), around);
  const name = reference === undefined ? textAt(call, 'template') : textAt(reference, 'template');
  const template = holder === undefined ? undefined : templateNamed(holder, name);
  return template === undefined || holder === undefined ? undefined : { template, object: holder };
}

/** What a template is given: by whoever uses it, else its defaults. The entry point is given what the workflow is. */
function inputValues(template: YamlValue, call: YamlValue | undefined, outer: TagValues, { around }: Walk): TagValues {
  const { set } = around.given;
  const references = argoReferences(outer, set);
  const given = itemsAt(call, 'arguments', 'parameters');
  const values = new Map([...outer].filter(([tag]) => tag.startsWith('workflow.')));
  for (const one of itemsAt(template, 'inputs', 'parameters')) {
    const name = textAt(one, 'name');
    const value = writtenIn(
      given.find((other) => textAt(other, 'name') === name),
      'value',
    );
    const fromWorkflow = call === undefined ? outer.get(`workflow.parameters.${name}`) : undefined;
    const written =
      (value === undefined ? fromWorkflow : substitute(value, references)) ??
      writtenIn(one, 'value') ??
      writtenIn(one, 'default');
    if (name !== undefined && written !== undefined) {
      values.set(`inputs.parameters.${name}`, substitute(written, argoReferences(values, set)));
    }
  }
  for (const one of itemsAt(template, 'inputs', 'artifacts')) {
    const path = writtenIn(one, 'path');
    if (path !== undefined) values.set(`inputs.artifacts.${textAt(one, 'name') ?? ''}.path`, path);
  }
  return values;
}

function artifactsOf(call: YamlValue | undefined): Map<string, YamlValue> {
  return new Map(
    itemsAt(call, 'arguments', 'artifacts').flatMap((one) => {
      const name = textAt(one, 'name');
      return name === undefined ? [] : [[name, one] as const];
    }),
  );
}

/** `item` and `item.KEY` for each item of `withItems`; once with nothing known for other loops. */
function itemValues(call: YamlValue): readonly TagValues[] {
  const items = itemsAt(call, 'withItems');
  if (items.length === 0) return [new Map()];
  return items.slice(0, MOST_ITEMS).map((item): TagValues => {
    const own: (readonly [string, Written])[] = entriesAt(item).map(([key, value]) => [
      `item.${key}`,
      writtenIn(value) ?? plainWritten('', value.place),
    ]);
    const text = writtenIn(item);
    return new Map(text === undefined ? own : [['item', text], ...own]);
  });
}
