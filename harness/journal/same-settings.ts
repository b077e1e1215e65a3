import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { HarnessError } from '../errors.ts';
import { DECISIVE_FACTS } from '../record/identity.ts';
import { type ShardRun, shardText } from './shard-run.ts';

/** What may differ between runs that belong together: where they are kept, and how they are shown and guessed. */
const OWN_OPTIONS = new Set([
  'shard',
  'out',
  'json',
  'explain',
  'jobs',
  'prior',
  'priorMismatch',
  'priors',
  'resume',
  'yes',
  'builder',
  'executorBinary',
  'auxImage',
  'failOnFlaky',
  'format',
]);

/**
 * Refuses two shards that cannot be parts of one run.
 *
 * @throws HarnessError BAD_INPUT naming both, and what differs.
 */
export function assertSameSettings(first: ShardRun, other: ShardRun): void {
  const [wanted, actual] = [factsOf(first.started), factsOf(other.started)];
  for (const fact of new Set([...wanted.keys(), ...actual.keys()])) {
    if (isDeepStrictEqual(wanted.get(fact), actual.get(fact))) continue;
    throw new HarnessError(
      'BAD_INPUT',
      `${other.name} is foreign to ${first.name}: ${fact} is ${textOf(actual.get(fact))} there, and ${textOf(wanted.get(fact))} here`,
      {
        hint: `All shards need the same builder, engine and options. Run ${shardText(other.plan)} or ${shardText(first.plan)} again.`,
      },
    );
  }
}

function factsOf(started: ShardRun['started']): Map<string, unknown> {
  const { builder, environment, policy, alwaysGranted, toolVersion, settings } = started;
  const options = z.record(z.string(), z.unknown()).safeParse(settings['options']).data ?? {};
  const { reference: _, ...identity } = builder;
  return new Map<string, unknown>([
    ['tool version', toolVersion],
    ...named('builder', identity),
    ...DECISIVE_FACTS.map((fact): [string, unknown] => [`environment.${fact}`, environment[fact]]),
    ...named('policy', policy ?? {}),
    ['alwaysGranted', alwaysGranted],
    ...named('option', options).filter(([name]) => !OWN_OPTIONS.has(name.slice('option '.length))),
  ]);
}

function named(group: string, values: object): [string, unknown][] {
  return Object.entries(values).map(([name, value]) => [`${group} ${name}`, value]);
}

function textOf(value: unknown): string {
  if (value === undefined) return 'not set';
  return typeof value === 'bigint' ? value.toString(16) : (JSON.stringify(value) ?? '');
}
