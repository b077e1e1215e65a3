import type { System } from '../../model/system.ts';
import { isPodFile } from '../jenkins/pod-files.ts';
import { isOfPods, podsIn } from './pod-templates.ts';
import { readPod } from './read-pod.ts';

/** Pods, and whatever holds a pod's template. */
export const kubernetes: System = {
  name: 'kubernetes',
  title: 'Kubernetes',
  claimsDocument: ({ root }) => podsIn(root).length > 0 || isOfPods(root),
  readDocument: (document, around) => {
    if (isPodFile(document, around)) return { steps: [], problems: [], isPart: true };
    const { root, index } = document;
    const { given } = around;
    const readings = podsIn(root).map(({ spec, kind, name }) =>
      readPod({
        spec,
        id: `${kind}/${name}`,
        title: name === '' ? `${kind} without a name` : `${kind} ${name}`,
        document: index,
        given,
      }),
    );
    return {
      steps: readings.flatMap(({ steps }) => steps),
      problems: readings.flatMap(({ problems }) => problems),
    };
  },
};
