import type { ManifestProblem } from '../../model/problem.ts';
import type { Written } from '../../model/written.ts';
import { at, entriesAt, itemsAt, textAt, writtenIn, writtenList, type YamlValue } from '../../yaml/yaml-value.ts';

/** A service with the services that it extends, the nearest first. */
export type ServiceChain = readonly YamlValue[];

/** How many services may extend each other. */
const LONGEST_CHAIN = 10;

/** A service and what it extends in its file; a service of another file is told. */
export function serviceChain(
  service: YamlValue,
  root: YamlValue,
): { readonly chain: ServiceChain; readonly problems: readonly ManifestProblem[] } {
  const chain = [service];
  const problems: ManifestProblem[] = [];
  while (chain.length < LONGEST_CHAIN) {
    const reference = at(chain.at(-1), 'extends');
    const name = textAt(reference, 'service') ?? textAt(reference);
    const file = textAt(reference, 'file');
    if (reference !== undefined && file !== undefined) {
      problems.push({
        kind: 'limit',
        place: reference.place,
        what: `The service extends one of ${file}, which is not read with it.`,
        wayOut: 'Give the whole of it: docker compose config > whole.yaml, and audit whole.yaml.',
      });
      break;
    }
    const base = name === undefined ? undefined : at(root, 'services', name);
    if (base === undefined || chain.includes(base)) break;
    chain.push(base);
  }
  return { chain, problems };
}

/** The field of the nearest service that has it. */
export function fieldOf(chain: ServiceChain, name: string): YamlValue | undefined {
  return chain.map((one) => at(one, name)).find((one) => one !== undefined);
}

/** The texts of a list field of all services together: the farthest first. */
export function listOf(chain: ServiceChain, name: string): readonly Written[] {
  return chain.toReversed().flatMap((one) => writtenList(one, name));
}

/** The items of a list field of all services together: the farthest first. */
export function itemsOf(chain: ServiceChain, name: string): readonly YamlValue[] {
  return chain.toReversed().flatMap((one) => itemsAt(one, name));
}

/** `NAME=VALUE` for each entry of a field that is a list of these, or a map. */
export function assignmentsOf(chain: ServiceChain, name: string): readonly Written[] {
  return chain.toReversed().flatMap((one) => {
    const field = at(one, name);
    if (field?.kind !== 'map') return writtenList(field);
    return entriesAt(field).map(([key, value]): Written => {
      const written = writtenIn(value);
      const text = written === undefined ? key : `${key}=${written.value}`;
      return { value: text, place: value.place, resolved: [], unresolved: [] };
    });
  });
}
