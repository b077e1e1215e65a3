import { isExecutorImage } from '../../executor/executor-image.ts';
import type { ManifestProblem } from '../../model/problem.ts';
import type { Surroundings } from '../../model/system.ts';
import type { JenkinsNames } from './jenkins-names.ts';
import type { JenkinsPods } from './jenkins-pods.ts';
import { documentsOfPodFile } from './pod-files.ts';

/** What a Jenkinsfile says that cannot be answered here. */
export function elsewhereProblems(
  { pods, templates }: JenkinsPods,
  names: JenkinsNames,
  around: Surroundings,
): ManifestProblem[] {
  return [
    ...pods.flatMap(({ yaml, isFile }): ManifestProblem[] => {
      const { text } = names.textOf(yaml);
      if (!isFile || documentsOfPodFile(text, around).length > 0) return [];
      const what = `The pod is in the file ${text}, which is not among the manifests.`;
      return [{ kind: 'limit', place: names.placeAt(yaml.start), what, wayOut: 'Give it as well.' }];
    }),
    ...templates.flatMap((string): ManifestProblem[] => {
      const { text } = names.textOf(string);
      if (!isExecutorImage(text)) return [];
      const what = `A containerTemplate runs ${text}: it has no setting for capabilities, and is not read.`;
      return [
        {
          kind: 'limit',
          place: names.placeAt(string.start),
          what,
          wayOut: 'Write the pod as YAML: podTemplate(yaml: …).',
        },
      ];
    }),
  ];
}

/** A name in the YAML of a pod has no value. */
export function unresolvedInPod(name: string, place: ManifestProblem['place']): ManifestProblem {
  const what = `The YAML of the pod has ${name}, which only running the pipeline tells.`;
  return { kind: 'limit', place, what, wayOut: `If it matters, say what it is: --set ${name}=VALUE.` };
}
