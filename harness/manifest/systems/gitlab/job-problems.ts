import type { ManifestProblem } from '../../model/problem.ts';
import { itemsAt, type YamlMap } from '../../yaml/yaml-value.ts';
import { declaredVariables } from './job-variables.ts';

/** How to get a pipeline with all its includes in one file. */
export const FULL_CONFIGURATION =
  'Give the pipeline with its includes: "Full configuration" in GitLab\'s pipeline editor shows it.';

/** A job extends what its file does not have. */
export function missingTemplate(name: string, template: string, { place }: YamlMap): ManifestProblem {
  return {
    kind: 'limit',
    place,
    what: `The job ${name} extends ${template}, which the file does not have.`,
    wayOut: FULL_CONFIGURATION,
  };
}

/** `rules:variables` holds only where its rule does. */
export function conditionalVariables(name: string, keywords: YamlMap): ManifestProblem[] {
  return itemsAt(keywords, 'rules').flatMap((rule): ManifestProblem[] => {
    const names = [...declaredVariables(rule.kind === 'map' ? rule.entries.get('variables') : undefined).keys()];
    if (names.length === 0) return [];
    const what = `A rule of the job ${name} sets ${names.join(', ')}. The job is taken as it is without the rule.`;
    return [{ kind: 'limit', place: rule.place, what, wayOut: 'To try it as the rule has it: --set NAME=VALUE.' }];
  });
}

/** The same problem of a job is there for each runner. */
export function eachProblemOnce(problems: readonly ManifestProblem[]): ManifestProblem[] {
  return [...new Map(problems.map((one) => [`${one.place.file}:${one.place.line}:${one.what}`, one])).values()];
}
