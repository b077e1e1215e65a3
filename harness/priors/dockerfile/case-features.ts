import type { Instruction } from '../../vocabulary/case.ts';
import type { CaseFeature } from './case-feature.ts';
import { commandFeatures } from './command-features.ts';
import { copyFeatures } from './copy-features.ts';
import type { RuleName } from './rules.ts';
import { type Stage, stagesOf } from './stages.ts';

/** What is looked at of an instruction. More of a script that somebody wrote by hand changes a guess seldom, and a guess is no claim. */
const LONGEST_READ = 8_192;

/** What a Dockerfile holds that lets expect a need, in the order of its lines; each thing once a line. */
export function caseFeatures(instructions: readonly Instruction[], baseReferences: readonly string[]): CaseFeature[] {
  const read = instructions.map((one) => ({ ...one, text: one.text.slice(0, LONGEST_READ) }));
  const features = stagesOf(read, baseReferences).flatMap((stage) => [
    ...baseFeatures(stage),
    ...userFeatures(stage),
    ...stage.instructions.flatMap(copyFeatures),
    ...commandFeatures(stage),
  ]);
  const seen = new Set<string>();
  return features
    .toSorted((a, b) => a.line - b.line)
    .filter(({ name, line, swallowed, isFallback }) => {
      const key = [name, line, swallowed, isFallback].join(' ');
      return !seen.has(key) && seen.add(key);
    });
}

/** What makes Kaniko unpack the image that a stage starts from. */
const UNPACKING = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

function baseFeatures({ base, from, instructions, isUsed }: Stage): CaseFeature[] {
  const isUnpacked = isUsed || instructions.some(({ keyword }) => UNPACKING.has(keyword));
  return base === undefined || !isUnpacked ? [] : [feature('unpacked-base', from.line, base)];
}

function userFeatures({ instructions }: Stage): CaseFeature[] {
  let user: Instruction | undefined;
  const features: CaseFeature[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'USER') user = instruction;
    if (user === undefined) continue;
    const isRoot = /^USER\s+["']?(?:root|0)(?:["':\s]|$)/i.test(user.text);
    const found = (name: RuleName): CaseFeature => feature(name, user?.line ?? 0, user?.text ?? '');
    if (instruction.keyword === 'RUN') features.push(found(isRoot ? 'run-as-root-by-name' : 'run-as-user'));
    if (instruction.keyword === 'WORKDIR' && !isRoot) {
      features.push(feature('workdir-as-user', instruction.line, instruction.text));
    }
  }
  return features;
}

function feature(name: RuleName, line: number, words: string): CaseFeature {
  return { name, line, words, swallowed: false, isFallback: false };
}
