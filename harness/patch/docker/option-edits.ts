import { namesOf } from '../../capabilities/capability-set.ts';
import { readDockerOptions } from '../../manifest/docker/docker-options.ts';
import { plainWritten } from '../../manifest/model/written.ts';
import { capabilityMeaning } from '../capability-meaning.ts';
import type { Splice } from '../splice.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { type LineWord, splitLine } from './split-line.ts';

/** Options of `docker run` between two offsets of a text. */
export interface OptionLine {
  /** Behind the word that they follow, as `run`. */
  readonly start: number;
  readonly end: number;
  /** Whether an image ends them; else all words are options. */
  readonly hasImage: boolean;
}

/** Has options of `docker run` grant what is wanted. What is added stands first, and takes no other word from its place. */
export function optionEdits(text: string, { start, end, hasImage }: OptionLine, grant: WantedGrant): Splice[] {
  const words = splitLine(text, start, end);
  const options = grantingOptions(words.slice(0, hasImage ? imageAt(words) : words.length));
  const stays = new Set<string>();
  const removed = options.filter((option) => {
    const kept = keptAs(option, grant);
    if (kept === undefined || stays.has(kept)) return true;
    stays.add(kept);
    return false;
  });
  const missing = wantedOptions(grant).filter((option) => !stays.has(option));
  const gone = removed.flatMap(({ first, last }) => words.slice(words.indexOf(first), words.indexOf(last) + 1));
  if (gone.length === words.length) return [{ start, end, text: missing.join(' ') }];
  return [...addition(text, start, { words, missing }), ...removed.map((option) => removal(option, words, start))];
}

function addition(
  text: string,
  start: number,
  { words, missing }: { readonly words: readonly LineWord[]; readonly missing: readonly string[] },
): Splice[] {
  if (missing.length === 0) return [];
  const first = words[0];
  // Where the options begin on a line of their own, so do these.
  const space = first === undefined || first.start === start ? '' : text.slice(start, first.start);
  const added = missing.join(' ');
  if (first?.start === start) return [{ start, end: start, text: `${added} ` }];
  return [{ start, end: start, text: `${space || ' '}${added}` }];
}

/** A granting option takes the space before it away with it; the first of all the one behind it. */
function removal({ first, last }: GrantingOption, words: readonly LineWord[], start: number): Splice {
  const index = words.indexOf(first);
  const before = words[index - 1];
  if (before !== undefined || first.start > start) return { start: before?.end ?? start, end: last.end, text: '' };
  const next = words[words.indexOf(last) + 1];
  return { start: first.start, end: next?.start ?? last.end, text: '' };
}

/** An option that grants or confines: its word, and the word that is its value. */
interface GrantingOption {
  readonly first: LineWord;
  readonly last: LineWord;
  readonly name: string;
  readonly value: string | undefined;
}

const NAMES = /^--(privileged|cap-add|cap-drop|security-opt)(?:=([\s\S]*))?$/;

function grantingOptions(words: readonly LineWord[]): GrantingOption[] {
  return words.flatMap((word, index): GrantingOption[] => {
    const [, name, value] = NAMES.exec(word.value) ?? [];
    if (name === undefined) return [];
    const next = name === 'privileged' || value !== undefined ? undefined : words[index + 1];
    return [{ first: word, last: next ?? word, name, value: value ?? next?.value }];
  });
}

/** The index of the image, behind which words belong to the executor. */
function imageAt(words: readonly LineWord[]): number {
  const written = words.map(({ value }) => plainWritten(value, { file: '', line: 1 }));
  const { image } = readDockerOptions(written);
  return image === undefined ? words.length : written.indexOf(image);
}

function wantedOptions({ needed, addNoNewPrivileges }: WantedGrant): string[] {
  return [
    '--cap-drop=ALL',
    ...namesOf(needed).map((name) => `--cap-add=${name}`),
    ...(addNoNewPrivileges ? ['--security-opt=no-new-privileges'] : []),
  ];
}

/** The wanted option that one stands for, or itself where it has nothing to do with the grant; undefined where it goes. */
function keptAs({ name, value = '' }: GrantingOption, grant: WantedGrant): string | undefined {
  switch (name) {
    case 'privileged':
      return value === 'false' ? '--privileged=false' : undefined;
    case 'cap-drop':
      return value.toUpperCase() === 'ALL' ? '--cap-drop=ALL' : undefined;
    case 'cap-add': {
      const meaning = capabilityMeaning('docker', grant.runtime)(value);
      return meaning !== undefined && namesOf(grant.needed).includes(meaning) ? `--cap-add=${meaning}` : undefined;
    }
    default: {
      if (grant.addDefaultSeccomp && /^seccomp[=:]unconfined$/.test(value)) return undefined;
      return grant.addNoNewPrivileges && /^no-new-privileges/.test(value) ? undefined : `--${name}=${value}`;
    }
  }
}
