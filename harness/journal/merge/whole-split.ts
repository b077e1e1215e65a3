import { HarnessError } from '../../errors.ts';
import type { Configuration } from '../../vocabulary/configuration.ts';
import { differingSettings, settingsOf } from '../../vocabulary/configuration-settings.ts';
import { shardText } from '../../vocabulary/run-plan.ts';
import { assertSameQuestion } from './same-question.ts';
import type { ShardRun } from './shard-run.ts';

/**
 * Refuses shards that are not all the parts of one run: a foreign, incomplete or contradictory one.
 *
 * @throws HarnessError naming which, and what is wrong with it.
 */
export function assertWholeSplit(shards: readonly ShardRun[]): void {
  const [first, ...others] = shards;
  if (first === undefined) return;
  for (const other of others) assertSameQuestion(first, other);
  for (const other of others) assertSameCorpus(first, other);
  assertEveryShard(shards, first.shard.of);
  shards.forEach(assertFinished);
  assertEveryCase(shards, first.shard.all);
  shards.forEach(assertOwnCases);
  assertSameBases(shards);
}

function assertSameCorpus(first: ShardRun, other: ShardRun): void {
  const [wanted, actual] = [first.shard, other.shard];
  if (wanted.of !== actual.of) {
    throw refusal(
      `${first.name} is shard ${shardText(wanted)} and ${other.name} is shard ${shardText(actual)}: they are not parts of one split`,
      'Name the shards of one split.',
    );
  }
  const sameCheckout = 'Run all shards on the same state of the same Dockerfiles, and name the same paths in each.';
  const digests = new Map(wanted.all.map((one) => [one.case, one.sha256]));
  for (const one of actual.all) {
    const digest = digests.get(one.case);
    if (digest === undefined)
      throw refusal(`${other.name} has the case ${one.case}, and ${first.name} does not`, sameCheckout);
    if (digest !== one.sha256) {
      assertSameConfiguration(first, other, one.case);
      throw refusal(
        `${other.name} and ${first.name} have the case ${one.case} with different contexts or settings`,
        sameCheckout,
      );
    }
    digests.delete(one.case);
  }
  const [missing] = digests.keys();
  if (missing !== undefined)
    throw refusal(`${first.name} has the case ${missing}, and ${other.name} does not`, sameCheckout);
}

/** Names the setting that is not the same: a changed option is found sooner than a changed file. */
function assertSameConfiguration(first: ShardRun, other: ShardRun, id: string): void {
  const [wanted, actual] = [first, other].map(
    ({ started }) => started.plan.question.cases.find((one) => one.id === id)?.configuration,
  );
  if (wanted === undefined || actual === undefined) return;
  const [setting] = differingSettings(wanted, actual);
  if (setting === undefined) return;
  const valueIn = (configuration: Configuration): string => JSON.stringify(settingsOf(configuration).get(setting));
  throw refusal(
    `${other.name} and ${first.name} have the case ${id} with different configurations: ${setting} is ${valueIn(actual)} in the first, ${valueIn(wanted)} in the second`,
    'Give all shards the same options and the same case.json, and run them again.',
  );
}

function assertEveryShard(shards: readonly ShardRun[], of: number): void {
  const byIndex = new Map<number, ShardRun>();
  for (const shard of shards) {
    const before = byIndex.get(shard.shard.index);
    if (before !== undefined) {
      throw refusal(`${before.name} and ${shard.name} are both shard ${shardText(shard.shard)}`, 'Name one of them.');
    }
    byIndex.set(shard.shard.index, shard);
  }
  const missing = Array.from({ length: of }, (_, position) => position + 1).filter((index) => !byIndex.has(index));
  if (missing.length === 0) return;
  const names = missing.map((index) => shardText({ index, of })).join(', ');
  throw refusal(
    missing.length === 1 ? `The shard ${names} is missing` : `The shards ${names} are missing`,
    `Name the directories of all ${of} shards; one that was not run yet is run by discover --shard ${missing[0]}/${of}.`,
  );
}

function assertFinished({ name, entries, shard }: ShardRun): void {
  const last = entries.at(-1)?.event;
  if (last?.type === 'run-finished' && last.status !== 'interrupted') return;
  throw refusal(
    `${name}, shard ${shardText(shard)}, was interrupted`,
    `Resume it: kaniko-caps discover --resume ${name}`,
  );
}

/** Each case belongs to exactly one shard. */
function assertEveryCase(shards: readonly ShardRun[], all: ShardRun['shard']['all']): void {
  const sameCosts =
    'They were split with different --prior records. Give all shards the same --prior, or none, and run them again.';
  const owners = new Map<string, ShardRun>();
  for (const shard of shards) {
    for (const id of shard.shard.own) {
      const owner = owners.get(id);
      if (owner !== undefined) throw refusal(`${owner.name} and ${shard.name} both have the case ${id}`, sameCosts);
      owners.set(id, shard);
    }
  }
  const missing = all.find((one) => !owners.has(one.case));
  if (missing !== undefined) throw refusal(`No shard has the case ${missing.case}`, sameCosts);
}

/** A shard tried its own cases, all of them and no other. */
function assertOwnCases({ name, entries, shard }: ShardRun): void {
  const runAgain = `Its journal is not what discover wrote. Run the shard ${shardText(shard)} again.`;
  const tried = new Set(entries.flatMap(({ event }) => ('case' in event ? [event.case] : [])));
  const lacking = shard.own.find((id) => !tried.has(id));
  if (lacking !== undefined) throw refusal(`${name} lacks its case ${lacking}`, runAgain);
  const strange = [...tried].find((id) => !shard.own.includes(id));
  if (strange !== undefined) throw refusal(`${name} has the case ${strange}, which is not its own`, runAgain);
}

/** A tag that was moved between two shards gives trials that never belonged to one run. */
function assertSameBases(shards: readonly ShardRun[]): void {
  const seen = new Map<string, { readonly digest: string; readonly name: string }>();
  for (const { name, entries } of shards) {
    for (const { event } of entries) {
      if (event.type !== 'case-prepared') continue;
      for (const { reference, digest } of event.bases) {
        const before = seen.get(reference) ?? { digest, name };
        if (before.digest !== digest) {
          throw refusal(
            `${name} built on ${reference} as ${digest}, and ${before.name} on ${before.digest}`,
            'The tag was moved between them. Run both again, with the base image named by its digest.',
          );
        }
        seen.set(reference, before);
      }
    }
  }
}

function refusal(message: string, hint: string): HarnessError {
  return new HarnessError('SHARDS_DO_NOT_MATCH', message, { hint });
}
