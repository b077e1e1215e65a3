import type { System } from '../../model/system.ts';
import { readTemplate } from './read-template.ts';
import { templateUses } from './template-uses.ts';
import { workflowObject } from './workflow-object.ts';

/** Workflows of Argo, and templates of them. */
export const argo: System = {
  name: 'argo',
  title: 'Argo Workflows',
  claimsDocument: (document) => workflowObject(document) !== undefined,
  readDocument: (document, around) => {
    const object = workflowObject(document);
    if (object === undefined) return { steps: [], problems: [] };
    const { uses, problems } = templateUses(object, around);
    const readings = uses.map((use) => readTemplate(use, around));
    return {
      steps: readings.flatMap(({ steps }) => steps),
      problems: [...readings.flatMap((one) => one.problems), ...problems],
      // A template that a workflow of another document uses is told there.
      isPart: uses.length === 0 && problems.length === 0 && /WorkflowTemplate$/.test(object.kind),
    };
  },
};
