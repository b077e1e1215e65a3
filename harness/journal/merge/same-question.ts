import { isDeepStrictEqual } from 'node:util';
import { HarnessError } from '../../errors.ts';
import { DECISIVE_FACTS } from '../../vocabulary/engine-environment.ts';
import { shardText } from '../../vocabulary/run-plan.ts';
import type { ShardRun } from './shard-run.ts';

/**
 * Refuses two shards that cannot be parts of one run.
 *
 * @throws HarnessError naming both, and what differs.
 */
export function assertSameQuestion(first: ShardRun, other: ShardRun): void {
  const [wanted, actual] = [factsOf(first.started), factsOf(other.started)];
  for (const fact of new Set([...wanted.keys(), ...actual.keys()])) {
    if (isDeepStrictEqual(wanted.get(fact), actual.get(fact))) continue;
    throw new HarnessError(
      'SHARDS_DO_NOT_MATCH',
      `${other.name} and ${first.name} are not shards of one run: ${fact} is ${textOf(actual.get(fact))} in the first, ${textOf(wanted.get(fact))} in the second`,
      {
        hint: `All shards need the same builder, engine and options. Run shard ${shardText(other.shard)} or ${shardText(first.shard)} again.`,
      },
    );
  }
}

/** What can change an answer; that the cases are the same is told by their digests. */
function factsOf(started: ShardRun['started']): Map<string, unknown> {
  const { builder, environment, alwaysGranted, toolVersion, plan } = started;
  const { cases: _cases, invalid, policy, ...question } = plan.question;
  const { reference: _reference, ...identity } = builder;
  return new Map<string, unknown>([
    ['tool version', toolVersion],
    ...named('builder', identity),
    ...DECISIVE_FACTS.map((fact): [string, unknown] => [`environment.${fact}`, environment[fact]]),
    ...named('policy', policy),
    ...named('plan', question),
    // Their reasons may name paths of a machine.
    ['invalid cases', invalid.map(({ id, file, code }) => [id, file, code])],
    ['alwaysGranted', alwaysGranted],
  ]);
}

function named(group: string, values: object): [string, unknown][] {
  return Object.entries(values).map(([name, value]) => [`${group} ${name}`, value]);
}

function textOf(value: unknown): string {
  if (value === undefined) return 'not set';
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString(16) : part));
}
