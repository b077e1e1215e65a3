import type { ManifestProblem } from '../manifest/model/problem.ts';
import { readYaml, type YamlDocument } from '../manifest/yaml/read-yaml.ts';
import { itemsAt, textAt } from '../manifest/yaml/yaml-value.ts';
import { listText } from '../text/set-text.ts';
import type { ExistingPolicy } from './model/existing-policy.ts';
import { POLICY_KINDS } from './policy-kinds.ts';

/** What a file of policies holds. */
export interface PolicyReading {
  readonly policies: readonly ExistingPolicy[];
  readonly problems: readonly ManifestProblem[];
}

/** What stands beside policies and is none itself. */
const BESIDE: readonly string[] = ['ValidatingAdmissionPolicyBinding', 'Namespace', 'Kustomization'];

/** Reads the policies of a YAML text. A document that is none of the kinds is told as a problem. */
export function readPolicies(text: string, file: string): PolicyReading {
  const { documents, problems } = readYaml(text, { file });
  const all = documents.flatMap(itemsOf);
  const told: ManifestProblem[] = [...problems];
  const policies = all.flatMap((document): ExistingPolicy[] => {
    const kind = POLICY_KINDS.find(({ claims }) => claims(document));
    if (kind !== undefined) return [kind.read(document, all)];
    const name = textAt(document.root, 'kind');
    if (name === undefined || !BESIDE.includes(name)) told.push(problemOf(document, name));
    return [];
  });
  if (documents.length === 0 && problems.length === 0) told.push(emptyProblem(file));
  return { policies, problems: told };
}

/** The documents of a list. */
function itemsOf(document: YamlDocument): YamlDocument[] {
  if (textAt(document.root, 'kind')?.endsWith('List') !== true) return [document];
  return itemsAt(document.root, 'items').map((root) => ({ ...document, root }));
}

function problemOf({ root }: YamlDocument, kind: string | undefined): ManifestProblem {
  const what = kind === undefined ? 'The document has no kind.' : `${kind} is no policy that is read here.`;
  return {
    kind: 'unknown',
    place: root.place,
    what,
    wayOut: `Give one of these: ${listText(POLICY_KINDS.map(({ name }) => name))}.`,
  };
}

function emptyProblem(file: string): ManifestProblem {
  return {
    kind: 'unknown',
    place: { file, line: 1 },
    what: 'The file has no policy.',
    wayOut: 'Give the file of a policy.',
  };
}
