import type { Instruction } from '../../vocabulary/case.ts';

/** A stage of a Dockerfile. */
export interface Stage {
  readonly from: Instruction;
  /** The image that it starts from in the end, as the Dockerfile names it after substitution; undefined for scratch. */
  readonly base: string | undefined;
  /** The instructions after FROM. */
  readonly instructions: readonly Instruction[];
  /** Whether another stage starts from it or copies from it. */
  readonly isUsed: boolean;
}

/** The stages of a Dockerfile, in order. */
export function stagesOf(instructions: readonly Instruction[], baseReferences: readonly string[]): Stage[] {
  const starts = instructions.filter(({ keyword }) => keyword === 'FROM');
  const names = starts.map(({ text }) => /\sas\s+(\S+)\s*$/i.exec(text)?.[1]?.toLowerCase());
  const literal = starts.map(({ text }) => argumentsOf(text)[0] ?? '');
  const baseOf = (index: number): string | undefined => {
    const source = literal[index] ?? '';
    const stage = names.slice(0, index).lastIndexOf(source.toLowerCase());
    if (stage !== -1) return baseOf(stage);
    if (source === 'scratch') return undefined;
    // A name with a variable in it stands for one that is not written out anywhere.
    return baseReferences.includes(source)
      ? source
      : (baseReferences.find((name) => !literal.includes(name)) ?? source);
  };
  const used = new Set([...literal, ...instructions.map(copySource)].map((source) => source?.toLowerCase()));
  return starts.map((from, index) => {
    const next = starts[index + 1];
    const end = next === undefined ? instructions.length : instructions.indexOf(next);
    return {
      from,
      base: baseOf(index),
      instructions: instructions.slice(instructions.indexOf(from) + 1, end),
      isUsed: used.has(names[index] ?? String(index)) || used.has(String(index)),
    };
  });
}

/** What COPY --from names; undefined for another instruction. */
export function copySource({ keyword, text }: Instruction): string | undefined {
  return keyword === 'COPY' ? /\s--from=(\S+)/.exec(text)?.[1] : undefined;
}

/** The words after the keyword and its flags. */
export function argumentsOf(text: string): string[] {
  const words = text.split(/\s+/).slice(1);
  const first = words.findIndex((word) => !word.startsWith('--'));
  return first === -1 ? [] : words.slice(first);
}
