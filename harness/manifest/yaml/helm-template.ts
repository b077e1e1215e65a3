import type { ManifestProblem } from '../model/problem.ts';
import type { Place } from '../model/stated.ts';

/**
 * What only a chart has: `{{ .Values.x }}` anywhere, and `{{- if` at the beginning of a line. Argo's `{{inputs.x}}`, GitHub's `${{ x }}`
 * and `docker inspect --format '{{.State}}'` are none.
 */
const TEMPLATE =
  /(?<!\$)\{\{-?\s*(?:[^{}\n]*\s\(?)?\.(?:Values|Release|Chart|Capabilities|Template|Files)\b|^[ \t]*\{\{-?\s*(?:if|else|end|range|with|include|template|define|block|toYaml|tpl)\b/m;

/** Whether the text is to be rendered by Helm before it is a manifest. */
export function isHelmTemplate(text: string): boolean {
  return TEMPLATE.test(text);
}

/** Tells to render it first. */
export function helmProblem(text: string, placeOf: (line: number) => Place): ManifestProblem {
  const index = TEMPLATE.exec(text)?.index ?? 0;
  const line = text.slice(0, index).split('\n').length;
  return {
    kind: 'input',
    place: placeOf(line),
    what: 'The file is a Helm template, and its values are not in it.',
    wayOut: 'Render it first: helm template RELEASE CHART > rendered.yaml, and give rendered.yaml.',
  };
}
