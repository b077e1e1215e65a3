import { isDeepStrictEqual } from 'node:util';
import { HarnessError } from '../errors.ts';
import { DECISIVE_FACTS, type EngineEnvironment } from '../vocabulary/engine-environment.ts';
import type { EngineHost } from './port.ts';

/**
 * The facts that hold on all of these hosts, as those of one: trials on different kernels could not be compared.
 *
 * @throws HarnessError ENGINE_UNSUPPORTED naming two hosts and the fact in which they differ.
 */
export function commonEnvironment(hosts: readonly EngineHost[]): EngineEnvironment {
  const [first, ...others] = hosts;
  if (first === undefined) throw new Error('an engine has at least one host');
  for (const other of others) {
    const fact = DECISIVE_FACTS.find((name) => differ(first.environment[name], other.environment[name]));
    if (fact === undefined) continue;
    const [one, another] = [first, other].map(({ environment }) => JSON.stringify(environment[fact]));
    throw new HarnessError(
      'ENGINE_UNSUPPORTED',
      `The engine's hosts differ: ${fact} is ${one} on ${first.name} and ${another} on ${other.name}`,
      { hint: 'Let the engine run containers on hosts of one kind only: trials on different ones cannot be compared.' },
    );
  }
  const environments = [...new Set(hosts.map(({ environment }) => environment))];
  return environments.length === 1 ? first.environment : joined(environments);
}

/** What is not known of one host says nothing of another. */
function differ(one: unknown, other: unknown): boolean {
  return (one ?? null) !== null && (other ?? null) !== null && !isDeepStrictEqual(one, other);
}

/** What is not known of one of them is not known of all. */
function joined(environments: readonly EngineEnvironment[]): EngineEnvironment {
  const [first] = environments;
  if (first === undefined) throw new Error('an engine has at least one host');
  const isKnown = (fact: 'protectedFiles' | 'umask'): boolean => environments.every((one) => one[fact] !== null);
  return {
    ...first,
    endpoint: [...new Set(environments.map(({ endpoint }) => endpoint))].join(', '),
    protectedFiles: isKnown('protectedFiles') ? first.protectedFiles : null,
    umask: isKnown('umask') ? first.umask : null,
  };
}
