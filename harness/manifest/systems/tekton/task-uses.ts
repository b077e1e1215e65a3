import type { Surroundings } from '../../model/system.ts';
import { at, itemsAt, textAt, type YamlValue } from '../../yaml/yaml-value.ts';
import { type ParamValues, paramValues } from './param-values.ts';
import { NO_REFERENCES, pipelineReferences } from './references.ts';
import { isUsed, objectNamed, referredName, TASKS, type TektonObject } from './tekton-object.ts';

/** A task as something uses it: its spec, the values of its parameters, and what is known of its surroundings. */
export interface TaskUse {
  readonly spec: YamlValue;
  /** Of the document that holds the spec. */
  readonly document: number;
  /** `Task/kaniko`, `PipelineRun/ci/build`. */
  readonly id: string;
  /** `Task kaniko`, `task build of PipelineRun ci`. */
  readonly title: string;
  readonly params: ParamValues;
  /** What says more of the pod: the templates of the task and of its run, the nearest first. */
  readonly podTemplates: readonly YamlValue[];
  /** The task that writes a workspace before this one does, where the pipeline says so: its name, by the workspace's. */
  readonly writers: ReadonlyMap<string, string>;
}

/** The uses of tasks that a document makes. A task or a pipeline that something else uses is used there. */
export function taskUses(object: TektonObject, around: Surroundings): TaskUse[] {
  const { kind, name, spec } = object;
  const own = { id: `${kind}/${name}`, title: `${kind} ${name}` };
  const set = around.given.set;
  switch (kind) {
    case 'Task':
    case 'ClusterTask': {
      if (isUsed('taskRef', object, around)) return [];
      const params = paramValues(itemsAt(spec, 'params'), [], { set, outer: NO_REFERENCES });
      return [{ ...own, spec, document: object.document, params, podTemplates: [], writers: new Map() }];
    }
    case 'TaskRun':
      return useOf(
        object,
        spec,
        { ...own, outer: NO_REFERENCES, podTemplates: podTemplatesOf(spec), writers: new Map() },
        around,
      );
    case 'Pipeline':
      return isUsed('pipelineRef', object, around) ? [] : pipelineUses(object, object, [], around);
    case 'PipelineRun': {
      const inner = at(spec, 'pipelineSpec');
      const pipeline =
        inner === undefined
          ? objectNamed(['Pipeline'], referredName(spec, 'pipelineRef'), around)
          : { ...object, spec: inner };
      return pipeline === undefined ? [] : pipelineUses(object, pipeline, itemsAt(spec, 'params'), around);
    }
    default:
      return [];
  }
}

function pipelineUses(
  user: TektonObject,
  pipeline: TektonObject,
  given: readonly YamlValue[],
  around: Surroundings,
): TaskUse[] {
  const { set } = around.given;
  const params = paramValues(itemsAt(pipeline.spec, 'params'), given, { set, outer: NO_REFERENCES });
  const outer = pipelineReferences({ params, set });
  const tasks = [...itemsAt(pipeline.spec, 'tasks'), ...itemsAt(pipeline.spec, 'finally')];
  return tasks.flatMap((task) => {
    const name = textAt(task, 'name') ?? '';
    const told = {
      id: `${user.kind}/${user.name}/${name}`,
      title: `task ${name} of ${user.kind} ${user.name}`,
      outer,
      podTemplates: podTemplatesOf(user.spec, name),
      writers: writersBefore(task, tasks),
    };
    return useOf(pipeline, task, told, around);
  });
}

interface Told extends Pick<TaskUse, 'id' | 'title' | 'podTemplates' | 'writers'> {
  readonly outer: ReturnType<typeof pipelineReferences>;
}

/** The use of the task that is in `holder`, or that it names. */
function useOf(object: TektonObject, holder: YamlValue, told: Told, around: Surroundings): TaskUse[] {
  const inner = at(holder, 'taskSpec');
  const task =
    inner === undefined
      ? objectNamed(TASKS, referredName(holder, 'taskRef'), around)
      : { spec: inner, document: object.document };
  if (task === undefined) return [];
  const { outer, ...others } = told;
  const params = paramValues(itemsAt(task.spec, 'params'), itemsAt(holder, 'params'), { set: around.given.set, outer });
  return [{ ...others, spec: task.spec, document: task.document, params }];
}

/** The pod's templates in a run: for a task of its pipeline alone, and for all (v1 and v1beta1 call them differently). */
function podTemplatesOf(spec: YamlValue, task?: string): YamlValue[] {
  const own = itemsAt(spec, 'taskRunSpecs').filter(
    (one) => task !== undefined && textAt(one, 'pipelineTaskName') === task,
  );
  const templates = [
    ...own.flatMap((one) => [at(one, 'podTemplate'), at(one, 'taskPodTemplate')]),
    at(spec, 'podTemplate'),
    at(spec, 'taskRunTemplate', 'podTemplate'),
  ];
  return templates.filter((one) => one !== undefined);
}

/** The security context of the pod: the nearest template that has one (Tekton's pkg/apis/pipeline/pod/template.go, MergePodTemplateWithDefault). */
export function podSecurityOf({ podTemplates }: TaskUse): YamlValue | undefined {
  return podTemplates.map((one) => at(one, 'securityContext')).find((one) => one !== undefined);
}

/** For each workspace of a task the earlier task of the pipeline that has the same one: it is what fills it. */
function writersBefore(task: YamlValue, tasks: readonly YamlValue[]): Map<string, string> {
  const earlier = tasks.slice(0, tasks.indexOf(task));
  return new Map(
    itemsAt(task, 'workspaces').flatMap((workspace) => {
      const [name, shared] = [textAt(workspace, 'name'), textAt(workspace, 'workspace')];
      const writer = earlier.find((other) =>
        itemsAt(other, 'workspaces').some(
          (one) => (textAt(one, 'workspace') ?? textAt(one, 'name')) === (shared ?? name),
        ),
      );
      const title = writer === undefined ? undefined : (referredName(writer, 'taskRef') ?? textAt(writer, 'name'));
      return name === undefined || title === undefined ? [] : [[name, title] as const];
    }),
  );
}
