import { mergeMaps } from '../../yaml/merge-maps.ts';
import { at, booleanAt, itemsAt, textAt, writtenList, type YamlMap, type YamlValue } from '../../yaml/yaml-value.ts';
import { withReferences } from './reference-tags.ts';

/** The keywords of a job after its templates and the defaults were put in. */
export interface JobKeywords {
  readonly keywords: YamlMap;
  /** Templates that the file does not have. */
  readonly missing: readonly string[];
}

/** How many templates may be behind each other (GitLab: eleven levels). */
const DEEPEST = 11;

/** The most templates that a job may have in all. */
const MOST_TEMPLATES = 500;

/** What `default` may set (GitLab's CI/CD YAML reference, `default`), as far as it decides a build. The file's own level is its old form. */
const DEFAULTS = ['image', 'before_script', 'after_script'] as const;

/**
 * A job as GitLab reads it. `extends` merges maps key by key, and replaces lists and texts; of several templates the later one wins,
 * and the job itself over all. What the job then does not have comes from `default`.
 */
export function jobKeywords(job: YamlMap, root: YamlValue): JobKeywords {
  const missing: string[] = [];
  const merged = extended(job, root, { depth: 0, missing, budget: { left: MOST_TEMPLATES } });
  const entries = new Map(merged.entries);
  for (const name of DEFAULTS) {
    const value = at(root, 'default', name) ?? at(root, name);
    if (value !== undefined && !entries.has(name) && inherits(merged, 'default', name)) entries.set(name, value);
  }
  const keywords = withReferences({ ...merged, entries }, root);
  return { keywords: keywords.kind === 'map' ? keywords : merged, missing: [...new Set(missing)] };
}

/** Whether a job takes a name from the defaults or the variables of the file. */
export function inherits(job: YamlValue, what: 'default' | 'variables', name: string): boolean {
  const rule = at(job, 'inherit', what);
  if (rule?.kind === 'list') return rule.items.some((item) => textAt(item) === name);
  return booleanAt(rule) !== false;
}

interface Walk {
  readonly depth: number;
  readonly missing: string[];
  readonly budget: { left: number };
}

function extended(job: YamlMap, root: YamlValue, walk: Walk): YamlMap {
  const named = at(job, 'extends');
  if (named === undefined || walk.depth >= DEEPEST) return job;
  const templates = writtenList(named).flatMap(({ value: name }) => {
    walk.budget.left -= 1;
    const template = at(root, name);
    if (walk.budget.left < 0) return [];
    if (template?.kind === 'map') return [extended(template, root, { ...walk, depth: walk.depth + 1 })];
    walk.missing.push(name);
    return [];
  });
  return [...templates, job].reduce(mergeMaps);
}

/** The items of a script: lists in it are opened, a single text is one item. */
export function scriptItems(script: YamlValue | undefined): readonly YamlValue[] {
  if (script === undefined) return [];
  return script.kind === 'list' ? itemsAt(script).flatMap((item) => scriptItems(item)) : [script];
}
