import { at, entriesAt, type YamlMap, type YamlValue } from '../../yaml/yaml-value.ts';

/** Keys of a pipeline that are no jobs (GitLab's CI/CD YAML reference, "Global keywords"). `pages` is a job. */
const GLOBAL_KEYWORDS: readonly string[] = [
  'after_script',
  'before_script',
  'cache',
  'default',
  'image',
  'include',
  'services',
  'spec',
  'stages',
  'types',
  'variables',
  'workflow',
];

/** What only a job has among the maps of a file; `run` is the one of CI steps. */
const JOB_KEYWORDS: readonly string[] = ['script', 'extends', 'trigger', 'before_script', 'run'];

/** What the roots of other systems have: Kubernetes, GitHub, compose. */
const FOREIGN_KEYWORDS: readonly string[] = ['apiVersion', 'kind', 'jobs', 'pipelines'];

/** Whether a document is a pipeline of GitLab CI, or the header of a component. */
export function isPipeline(root: YamlValue): boolean {
  if (root.kind !== 'map' || FOREIGN_KEYWORDS.some((name) => root.entries.has(name))) return false;
  if (isHeader(root)) return true;
  if (at(root, 'services')?.kind === 'map') return false;
  return jobEntries(root).some(([, job]) => JOB_KEYWORDS.some((name) => job.entries.has(name)));
}

/** Whether a document is the header of a component: `spec` with its inputs, before the pipeline itself. */
export function isHeader(root: YamlValue): boolean {
  return root.kind === 'map' && root.entries.size === 1 && at(root, 'spec')?.kind === 'map';
}

/** The jobs of a pipeline, with the hidden ones (`.name`), which are templates. */
export function jobEntries(root: YamlValue): readonly (readonly [string, YamlMap])[] {
  return entriesAt(root).flatMap(([name, value]) =>
    value.kind === 'map' && !GLOBAL_KEYWORDS.includes(name) ? [[name, value] as const] : [],
  );
}

/** Whether a job is only a template. */
export function isHidden(name: string): boolean {
  return name.startsWith('.');
}
