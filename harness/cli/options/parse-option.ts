import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../corpus/shard-cases.ts';
import { HarnessError } from '../../errors.ts';

/** Collects a text that may be given several times. */
export function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text];
}

/** Collects lists whose members are separated by commas. */
export function collectList(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, ...text.split(',').filter((name) => name !== '')];
}

/** A `NAME=VALUE`. */
export type Assignment = readonly [name: string, value: string];

/** Collects repeated `NAME=VALUE`. */
export function collectAssignment(text: string, earlier: readonly Assignment[]): readonly Assignment[] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must have the form NAME=VALUE.');
  return [...earlier, [text.slice(0, equals), text.slice(equals + 1)]];
}

/** Collects build arguments. What is wrong is not repeated: it may be a secret that was pasted without its name. */
export function collectBuildArgument(text: string, earlier: readonly Assignment[]): readonly Assignment[] {
  if (text.indexOf('=') >= 1) return collectAssignment(text, earlier);
  throw new HarnessError('BAD_OPTION', 'A build argument does not have the form NAME=VALUE', {
    hint: 'Write --build-arg NAME=VALUE. To take the value from the environment, write --build-arg-env NAME.',
  });
}

/** Collects names of variables. What is wrong is not repeated, as above. */
export function collectVariable(text: string, earlier: readonly string[]): readonly string[] {
  if (/^[^\s=]+$/.test(text)) return [...earlier, text];
  throw new HarnessError('BAD_OPTION', '--build-arg-env takes the name of a variable, without a value', {
    hint: 'Set the variable in the environment, and write --build-arg-env NAME.',
  });
}

/** Collects digests. What `sha256sum` prints has no `sha256:` before it. */
export function collectDigest(text: string, earlier: readonly string[]): readonly string[] {
  const [, sha256] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text) ?? [];
  if (sha256 !== undefined) return [...earlier, `sha256:${sha256.toLowerCase()}`];
  throw new InvalidArgumentError('It must be sha256: and 64 hexadecimal digits.');
}

/** Reads a whole number that is not less than `least`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    const upTo = most === Number.MAX_SAFE_INTEGER ? 'or more' : `or more, and at most ${most}`;
    throw new InvalidArgumentError(`It must be a whole number, ${least} ${upTo}.`);
  };
}

/** Reads one of some words. */
export function choice<const Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
  };
}

/** Collects some of these words. */
export function collectChoice<const Word extends string>(
  ...words: readonly Word[]
): (text: string, earlier: readonly Word[]) => readonly Word[] {
  const read = choice(...words);
  return (text, earlier) => [...earlier, read(text)];
}

/** Reads a number from 0.5 up to, but not including, 1. */
export function probability(text: string): number {
  const value = Number(text);
  if (value >= 0.5 && value < 1) return value;
  throw new InvalidArgumentError('It must be a number from 0.5 up to, but not including, 1.');
}

/** Reads a number from 0 to 0.95. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 0.95) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 0.95.');
}

/** Reads a whole number, or `off`. */
export function sampleSize(text: string): number | 'off' {
  return text === 'off' ? text : wholeNumber(0)(text);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads `90s`, `20m` or `2h`; gives milliseconds. */
export function duration(text: string): number {
  const [, count, unit = 's'] = /^(\d+)([smh])?$/.exec(text) ?? [];
  const value = Number(count) * (UNITS_MS[unit] ?? Number.NaN);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be a duration: 90s, 20m or 2h.');
}

/** Reads `2/3`. */
export function shardArgument(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new InvalidArgumentError('It must be I/N, the Ith of N shards, from 1/N to N/N.');
}
