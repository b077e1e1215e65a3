import type { Place } from '../model/stated.ts';
import { rewritten, type Written } from '../model/written.ts';

/** A flag of an executor's command line. */
export interface ExecutorFlag {
  /** Without dashes, in its long form. */
  readonly name: string;
  /** Null for a switch without a value. */
  readonly value: Written | null;
  readonly place: Place;
}

/** The words of a command line as the executor reads them. */
export interface ReadFlags {
  readonly flags: readonly ExecutorFlag[];
  /** Words that belong to no flag; the executor ignores them. */
  readonly others: readonly Written[];
}

/** Flags without a value, of all versions of all forks (`--help` of v1.6.0 to v1.28.3): the word behind one is another flag. */
export const EXECUTOR_SWITCHES: ReadonlySet<string> = new Set([
  'cache',
  'cache-copy-layers',
  'cache-run-layers',
  'cleanup',
  'compressed-caching',
  'dryrun',
  'force',
  'force-build-metadata',
  'help',
  'ignore-var-run',
  'insecure',
  'insecure-pull',
  'log-timestamp',
  'materialize',
  'no-push',
  'no-push-cache',
  'pre-cleanup',
  'preserve-context',
  'push-ignore-immutable-tag-errors',
  'reproducible',
  'single-snapshot',
  'skip-default-registry-fallback',
  'skip-push-permission-check',
  'skip-tls-verify',
  'skip-tls-verify-pull',
  'skip-unused-stages',
  'use-new-run',
  'whitelist-var-run',
]);

const SHORT: Readonly<Record<string, string>> = {
  b: 'bucket',
  c: 'context',
  d: 'destination',
  f: 'dockerfile',
  h: 'help',
  v: 'verbosity',
};

/**
 * Reads words as the executor does (pflag): `--name=value`, `--name value`, `-f value`, `-fvalue`; a switch takes a value only behind
 * `=`; `--` ends the flags.
 */
export function readExecutorFlags(words: readonly Written[]): ReadFlags {
  const flags: ExecutorFlag[] = [];
  const others: Written[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as Written;
    if (word.value === '--') {
      others.push(...words.slice(index + 1));
      break;
    }
    const { name, rest } = nameIn(word.value);
    if (name === undefined) {
      others.push(word);
      continue;
    }
    if (rest !== undefined) flags.push({ name, value: rewritten(word, rest), place: word.place });
    else if (EXECUTOR_SWITCHES.has(name)) flags.push({ name, value: null, place: word.place });
    else {
      index += 1;
      flags.push({ name, value: words[index] ?? null, place: word.place });
    }
  }
  return { flags, others };
}

function nameIn(word: string): { readonly name: string | undefined; readonly rest: string | undefined } {
  const [, long, value] = /^--([A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (long !== undefined) return { name: long, rest: value };
  const [, letter = '', behind = ''] = /^-([A-Za-z])([\s\S]*)$/.exec(word) ?? [];
  return { name: SHORT[letter], rest: behind === '' ? undefined : behind.replace(/^=/, '') };
}

/** The flag of this name that counts: the last one. */
export function lastFlag(flags: readonly ExecutorFlag[], ...names: readonly string[]): ExecutorFlag | undefined {
  return flags.findLast(({ name }) => names.includes(name));
}

/** Whether a switch is on; undefined where it is not given. */
export function switchValue(flag: ExecutorFlag | undefined): boolean | undefined {
  if (flag === undefined) return undefined;
  return flag.value === null || /^(?:1|t|true)$/i.test(flag.value.value);
}
