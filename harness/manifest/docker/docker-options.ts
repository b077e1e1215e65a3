import type { Place } from '../model/stated.ts';
import { rewritten, type Written } from '../model/written.ts';

/** An option of `docker run`. */
export interface DockerOption {
  /** Without dashes, in its long form: `cap-add`. */
  readonly name: string;
  /** Null for a switch without a value. */
  readonly value: Written | null;
  readonly place: Place;
}

/** What stands behind `docker run`. */
export interface DockerCommandLine {
  readonly options: readonly DockerOption[];
  /** Undefined where only options stand there. */
  readonly image: Written | undefined;
  /** What follows the image. */
  readonly args: readonly Written[];
}

/** Options without a value, of `docker run` and `podman run`. The word behind one is another option, or the image. */
const SWITCHES: ReadonlySet<string> = new Set([
  'detach',
  'disable-content-trust',
  'env-host',
  'help',
  'http-proxy',
  'init',
  'interactive',
  'no-healthcheck',
  'no-hostname',
  'no-hosts',
  'oom-kill-disable',
  'passwd',
  'privileged',
  'publish-all',
  'quiet',
  'read-only',
  'read-only-tmpfs',
  'replace',
  'rm',
  'rmi',
  'rootfs',
  'sig-proxy',
  'tls-verify',
  'tty',
  'unsetenv-all',
  'use-api-socket',
]);

const SHORT: Readonly<Record<string, string>> = {
  a: 'attach',
  c: 'cpu-shares',
  d: 'detach',
  e: 'env',
  h: 'hostname',
  i: 'interactive',
  l: 'label',
  m: 'memory',
  p: 'publish',
  P: 'publish-all',
  q: 'quiet',
  t: 'tty',
  u: 'user',
  v: 'volume',
  w: 'workdir',
};

/** Other names of options. */
const ALIASES: Readonly<Record<string, string>> = { net: 'network' };

/**
 * Reads what stands behind `docker run`, as its parser does (pflag, which stops at the first word that is no option): `--name=value`,
 * `--name value`, `-v value`, `-vvalue`, and switches put together: `-it`.
 */
export function readDockerOptions(words: readonly Written[]): DockerCommandLine {
  const options: DockerOption[] = [];
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index] as Written;
    if (word.value === '--') {
      index += 1;
      break;
    }
    if (!/^-./.test(word.value)) break;
    const read = word.value.startsWith('--') ? longOption(word) : shortOptions(word);
    const last = read.at(-1);
    const takesNext = last !== undefined && last.value === null && !SWITCHES.has(last.name);
    options.push(...read.slice(0, takesNext ? -1 : undefined));
    if (takesNext) {
      index += 1;
      options.push({ ...last, value: words[index] ?? null });
    }
  }
  return { options, image: words[index], args: words.slice(index + 1) };
}

function longOption(word: Written): DockerOption[] {
  const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word.value) ?? [];
  return [
    {
      name: ALIASES[name] ?? name,
      value: value === undefined ? null : rewritten(word, value),
      place: word.place,
    },
  ];
}

/** `-it`, `-u0`, `-itv`: the first letter that takes a value has what is behind it. */
function shortOptions(word: Written): DockerOption[] {
  const options: DockerOption[] = [];
  for (let at = 1; at < word.value.length; at += 1) {
    const name = SHORT[word.value[at] ?? ''] ?? '';
    const behind = word.value.slice(at + 1).replace(/^=/, '');
    if (!SWITCHES.has(name)) {
      options.push({ name, value: behind === '' ? null : rewritten(word, behind), place: word.place });
      break;
    }
    options.push({ name, value: null, place: word.place });
  }
  return options;
}

/** The values of all options of these names, in their order. */
export function optionValues(options: readonly DockerOption[], ...names: readonly string[]): Written[] {
  return options.flatMap(({ name, value }) => (names.includes(name) && value !== null ? [value] : []));
}

/** The last option of a name: the one that counts. */
export function lastOption(options: readonly DockerOption[], name: string): DockerOption | undefined {
  return options.findLast((one) => one.name === name);
}
