import type { Surroundings } from '../../model/system.ts';
import { onceFor } from '../../once-for.ts';
import type { YamlDocument } from '../../yaml/read-yaml.ts';

/** The most names of files that are looked for. */
const MOST_NAMES = 100;

/** The documents of the one file among the manifests that has this path in the repository, as `yamlFile` names it; none for several. */
export function documentsOfPodFile(name: string, { documents }: Pick<Surroundings, 'documents'>): YamlDocument[] {
  const path = name.replace(/^(?:\.\/)+/, '');
  const found = documents.filter(({ file }) => file === path || file.endsWith(`/${path}`));
  return new Set(found.map(({ file }) => file)).size === 1 ? found : [];
}

/** Whether a Jenkinsfile among the manifests has its pod in this document, so that its builds are told there. */
export function isPodFile(document: YamlDocument, around: Surroundings): boolean {
  return podFileNames(around.texts).some((name) => documentsOfPodFile(name, around).includes(document));
}

const podFileNames = onceFor((texts: Surroundings['texts']): string[] => {
  const names = texts.flatMap(({ text }) =>
    [...text.matchAll(/\byamlFile\b[ \t]*[:(=]?[ \t]*(["'])([^"'\n]+)\1/g)].map(([, , name = '']) => name),
  );
  return [...new Set(names)].slice(0, MOST_NAMES);
});
