import type { Origin } from '../model/stated.ts';
import { plainWritten, type Written } from '../model/written.ts';

/** What stands in the place of a reference. */
export type Replacement =
  /** This text. */
  | { readonly kind: 'text'; readonly name: string; readonly value: Written; readonly from: Origin }
  /** The name has no value that anybody knows; `--set` would give it one under this name. */
  | { readonly kind: 'unresolved'; readonly name: string }
  /** It is no reference: this text stands there, as where an escape is undone. */
  | { readonly kind: 'literal'; readonly text: string };

/** How a system writes references in texts, and what they stand for. */
export interface References {
  /** Finds them; with the flag `g`. */
  readonly pattern: RegExp;
  readonly resolve: (match: RegExpMatchArray) => Replacement;
}

/** The most characters that a text may grow to: values may name each other. */
const LONGEST = 100_000;

/**
 * Puts values in the place of the references in a text, once: what a value holds is not read again, as no system here does so. A
 * text that would grow too long keeps the reference.
 */
export function substitute(written: Written, { pattern, resolve }: References): Written {
  const resolved = [...written.resolved];
  const unresolved = [...written.unresolved];
  let room = LONGEST - written.value.length;
  const value = written.value.replace(pattern, (...parameters: unknown[]) => {
    const match = matchOf(parameters);
    // An earlier round found no value for it, as Tekton's before the kubelet's.
    if (unresolved.some(({ reference }) => reference === match[0])) return match[0];
    const replacement = resolve(match);
    if (replacement.kind === 'literal') return replacement.text;
    if (replacement.kind === 'unresolved' || replacement.value.value.length > room) {
      unresolved.push({ name: replacement.name, reference: match[0], place: written.place });
      return match[0];
    }
    const { name, value: found, from } = replacement;
    room -= found.value.length;
    resolved.push({ name, value: found.value, from }, ...found.resolved);
    unresolved.push(...found.unresolved);
    return found.value;
  });
  return { ...written, value, resolved, unresolved };
}

/** A name that the command line gives a value with `--set`. */
export function givenReplacement(name: string, value: string): Replacement {
  const place = { file: `--set ${name}`, line: 1 };
  return { kind: 'text', name, value: plainWritten(value, place), from: { kind: 'given', option: `--set ${name}` } };
}

/** A name that a manifest gives a value. */
export function writtenReplacement(name: string, value: Written): Replacement {
  return { kind: 'text', name, value, from: { kind: 'written', place: value.place } };
}

function matchOf(parameters: readonly unknown[]): RegExpMatchArray {
  const groups = parameters.filter((one) => typeof one === 'string' || one === undefined);
  // The last string is the whole text.
  return groups.slice(0, -1) as unknown as RegExpMatchArray;
}
