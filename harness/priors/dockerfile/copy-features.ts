import type { Instruction } from '../../vocabulary/case.ts';
import type { CaseFeature } from './case-feature.ts';
import type { RuleName } from './rules.ts';
import { argumentsOf, copySource } from './stages.ts';

const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst)$|\.tar\.\w+$/i;
const ROOT = /^(?:root|0)(?::(?:root|0)?)?$/;

/** What COPY and ADD let expect. */
export function copyFeatures(instruction: Instruction): CaseFeature[] {
  const { keyword, text, line } = instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  const owner = /\s--chown=(\S+)/.exec(text)?.[1];
  const mode = /\s--chmod=(\S+)/.exec(text)?.[1];
  const sources = sourcesOf(text);
  const isOwned = owner !== undefined && !ROOT.test(owner);
  const found: readonly (readonly [RuleName, boolean])[] = [
    ['copy-with-owner', isOwned],
    ['copy-tree-with-owner', isOwned && sources.some(isProbablyDirectory)],
    ['copy-setgid', mode !== undefined && /^0?[2367]\d{3}$|g\+?=?\w*s/.test(mode)],
    ['add-archive', keyword === 'ADD' && sources.some((source) => ARCHIVE.test(source))],
    ['copy-from-stage', copySource(instruction) !== undefined],
  ];
  return found
    .filter(([, holds]) => holds)
    .map(([name]) => ({ name, line, words: text, swallowed: false, isFallback: false }));
}

function sourcesOf(text: string): string[] {
  const words = argumentsOf(text);
  if (words[0]?.startsWith('[') !== true) return words.slice(0, -1);
  return [...words.join(' ').matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, source = '']) => source).slice(0, -1);
}

/** The context is not looked into: a name without an extension is more often a directory than not. */
function isProbablyDirectory(source: string): boolean {
  return !/[^/.][^/]*\.[^/.]+$/.test(source);
}
