import type { Surroundings, System } from '../../model/system.ts';
import { itemsAt } from '../../yaml/yaml-value.ts';
import { readStep } from './read-step.ts';
import type { TektonScope } from './references.ts';
import { taskUses } from './task-uses.ts';
import { isUsed, missingTasks, TASKS, type TektonObject, tektonObject } from './tekton-object.ts';
import { workspacePaths } from './workspaces.ts';

/** Tasks of Tekton, and what uses them: runs and pipelines, with their StepActions. */
export const tekton: System = {
  name: 'tekton',
  title: 'Tekton',
  claimsDocument: (document) => tektonObject(document) !== undefined,
  readDocument: (document, around) => {
    const object = tektonObject(document);
    const uses = object === undefined ? [] : taskUses(object, around);
    const readings = uses.flatMap((use) => {
      const scope: TektonScope = { params: use.params, workspaces: workspacePaths(use), set: around.given.set };
      return itemsAt(use.spec, 'steps').map((step) => readStep(step, use, scope, around));
    });
    return {
      steps: readings.flatMap(({ steps }) => steps),
      problems: [
        ...readings.flatMap(({ problems }) => problems),
        ...(object === undefined ? [] : missingTasks(object, around)),
      ],
      isPart: object !== undefined && isToldElsewhere(object, around),
    };
  },
};

/** Whether something else uses an object, so that its builds are told there. */
function isToldElsewhere(object: TektonObject, around: Surroundings): boolean {
  if (TASKS.includes(object.kind)) return isUsed('taskRef', object, around);
  return object.kind === 'StepAction' || (object.kind === 'Pipeline' && isUsed('pipelineRef', object, around));
}
