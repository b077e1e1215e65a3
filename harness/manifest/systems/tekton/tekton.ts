import type { System } from '../../model/system.ts';
import { itemsAt } from '../../yaml/yaml-value.ts';
import { readStep } from './read-step.ts';
import type { TektonScope } from './references.ts';
import { taskUses, tektonObject } from './task-uses.ts';
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
      problems: readings.flatMap(({ problems }) => problems),
      // A task that a run of another document uses is told there.
      isPart:
        uses.length === 0 &&
        object !== undefined &&
        ['Task', 'ClusterTask', 'Pipeline', 'StepAction'].includes(object.kind),
    };
  },
};
