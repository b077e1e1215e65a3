import { at, textAt } from '../../manifest/yaml/yaml-value.ts';
import { namespaceSelector } from '../kinds/resource-rules.ts';
import { ADMITS, breaks, notJudged, type PolicyKind } from '../model/existing-policy.ts';
import { type Json, type JudgedPod, listIn, textIn, textsIn, valueIn } from '../model/judged-pod.ts';
import { labelsOf, selects } from '../model/label-selector.ts';
import { allOf, answerWhere, isLike, type Match, matchIf, notOf } from '../model/match.ts';
import { plainJson } from '../model/plain-json.ts';
import { CONSTRAINT_CHECKS } from './constraint-checks.ts';

/** Constraints of Gatekeeper. Those of templates that are not of the gatekeeper-library are told, and not judged. */
export const GATEKEEPER_CONSTRAINT: PolicyKind = {
  name: 'constraints (Gatekeeper)',
  claims: ({ root }) => textAt(root, 'apiVersion')?.startsWith('constraints.gatekeeper.sh/') ?? false,
  read: ({ root }) => {
    const kind = textAt(root, 'kind') ?? '';
    const check = Object.hasOwn(CONSTRAINT_CHECKS, kind) ? CONSTRAINT_CHECKS[kind] : undefined;
    const [match, parameters] = [plainJson(at(root, 'spec', 'match')), plainJson(at(root, 'spec', 'parameters'))];
    const action = textAt(root, 'spec', 'enforcementAction') ?? 'deny';
    return {
      title: `${kind} ${textAt(root, 'metadata', 'name') ?? ''}`,
      place: root.place,
      rules: [
        {
          name: kind,
          place: (at(root, 'spec', 'parameters') ?? root).place,
          // What is scoped may deny at one of its points.
          effect: action === 'deny' || action === 'scoped' ? 'denies' : 'reports',
          judge: (pod) =>
            answerWhere(matchesPod(match, pod), () => {
              if (check === undefined)
                return notJudged(`The template of ${kind} is none of those that are known here.`);
              const found = check(pod, parameters);
              return found.length === 0 ? ADMITS : breaks(`${found.join('; ')}.`);
            }),
        },
      ],
    };
  },
};

function matchesPod(match: Json, pod: JudgedPod): Match {
  const kinds = listIn(match, 'kinds');
  const isOfKind = kinds.some((one) => has(textsIn(one, 'apiGroups'), '') && has(textsIn(one, 'kinds'), 'Pod'));
  const [namespaces, excluded] = [textsIn(match, 'namespaces'), textsIn(match, 'excludedNamespaces')];
  const source = textIn(match, 'source') ?? 'All';
  return allOf([
    matchIf(kinds.length === 0 || isOfKind),
    matchIf(textIn(match, 'scope') !== 'Cluster'),
    matchIf(source !== 'Generated'),
    namespaces.length === 0 ? 'yes' : namespaceIn(namespaces, pod),
    excluded.length === 0 ? 'yes' : notOf(namespaceIn(excluded, pod)),
    selects(valueIn(match, 'labelSelector'), labelsOf(pod.object)),
    namespaceSelector(valueIn(match, 'namespaceSelector'), pod),
    nameMatches(textIn(match, 'name'), pod),
  ]);
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

/** Gatekeeper's names of namespaces may begin or end with `*`. */
function namespaceIn(namespaces: readonly string[], { namespace }: JudgedPod): Match {
  if (namespace !== null) return matchIf(namespaces.some((one) => isLike(namespace, one)));
  return { unknown: `it depends on the namespace (${namespaces.join(', ')}), and nothing says it` };
}

function nameMatches(name: string | undefined, { object }: JudgedPod): Match {
  return name === undefined ? 'yes' : matchIf(isLike(textIn(object, 'metadata', 'name') ?? '', name));
}
