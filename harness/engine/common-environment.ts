import { isDeepStrictEqual } from 'node:util';
import { HarnessError } from '../errors.ts';
import {
  DECISIVE_FACTS,
  type DecisiveFact,
  type EngineEnvironment,
  isKnownFact,
} from '../vocabulary/engine-environment.ts';
import type { EngineHost } from './port.ts';

/**
 * The facts that hold on all of these hosts, as those of one: trials on different kernels could not be compared.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED naming two hosts and the facts in which they differ.
 */
export function commonEnvironment(hosts: readonly EngineHost[]): EngineEnvironment {
  const [first, ...others] = hosts;
  if (first === undefined) throw new Error('an engine has at least one host');
  for (const other of others) {
    const differing = DECISIVE_FACTS.filter((name) => differ(name, first.environment, other.environment));
    if (differing.length === 0) continue;
    const named = differing.map((fact) => {
      const [one, another] = [first, other].map(({ environment }) => JSON.stringify(environment[fact]));
      return `${fact} is ${one} on ${first.name} and ${another} on ${other.name}`;
    });
    throw new HarnessError('ENGINE_UNSUPPORTED', `The engine's hosts differ: ${named.join('; ')}`, {
      hint: `Trials on different hosts cannot be compared. ${wayOut(first.environment)}`,
    });
  }
  const environments = [...new Set(hosts.map(({ environment }) => environment))];
  return environments.length === 1 ? first.environment : joined(environments);
}

function wayOut({ engine }: EngineEnvironment): string {
  return engine === 'kubernetes'
    ? 'Choose nodes of one kind with --node-selector, such as kubernetes.io/hostname=NAME for one node.'
    : 'Let the engine run containers on hosts of one kind only.';
}

/** What is not known of one host says nothing of another. */
function differ(fact: DecisiveFact, one: EngineEnvironment, other: EngineEnvironment): boolean {
  return isKnownFact(one, fact) && isKnownFact(other, fact) && !isDeepStrictEqual(one[fact], other[fact]);
}

/** What not every host tells, and what stands for it where it is not known. */
const UNKNOWN: Partial<EngineEnvironment> = {
  storageDriver: 'unknown',
  cgroupVersion: 'unknown',
  protectedFiles: null,
  umask: null,
};

/** What is not known of one of them is not known of all. */
function joined(environments: readonly EngineEnvironment[]): EngineEnvironment {
  const [first] = environments;
  if (first === undefined) throw new Error('an engine has at least one host');
  const isCommon = (fact: keyof EngineEnvironment): boolean => environments.every((one) => isKnownFact(one, fact));
  const { uidMap, unprivilegedPortStart, ...others } = first;
  return {
    ...others,
    endpoint: [...new Set(environments.map(({ endpoint }) => endpoint))].join(', '),
    ...(isCommon('uidMap') && uidMap !== undefined && { uidMap }),
    ...(isCommon('unprivilegedPortStart') && unprivilegedPortStart !== undefined && { unprivilegedPortStart }),
    ...Object.fromEntries(Object.entries(UNKNOWN).filter(([fact]) => !isCommon(fact as keyof EngineEnvironment))),
  };
}
