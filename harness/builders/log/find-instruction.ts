import type { Instruction } from '../../vocabulary/case.ts';

/**
 * The index of the instruction that a builder's log quotes, searched from `from` onwards and then from the start, because
 * logs follow the Dockerfile's order and Dockerfiles repeat themselves. Builders quote with other white space, with
 * variables replaced, or only the first line of a here-document. Undefined if none fits.
 */
export function findInstruction(
  instructions: readonly Instruction[],
  quoted: string,
  from: number,
): number | undefined {
  const wanted = normalized(quoted);
  for (const fits of [isEqual, isBeginning, isSubstitution]) {
    const found = searchFrom(instructions, from, (instruction) => fits(normalized(instruction.text), wanted));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The index of the first instruction that satisfies the condition, from `from` onwards and then from the start. */
export function searchFrom(
  instructions: readonly Instruction[],
  from: number,
  condition: (instruction: Instruction) => boolean,
): number | undefined {
  const later = instructions.findIndex((instruction, index) => index >= from && condition(instruction));
  const found = later >= 0 ? later : instructions.findIndex(condition);
  return found >= 0 ? found : undefined;
}

/** The index of the `FROM` that opens the stage of the instruction at `index`. */
export function stageOf(instructions: readonly Instruction[], index: number): number | undefined {
  const found = instructions.findLastIndex((instruction, at) => at <= index && instruction.keyword === 'FROM');
  return found >= 0 ? found : undefined;
}

/** Whether an instruction copies from another stage or image. */
export function copiesAcrossStages(instruction: Instruction | undefined): boolean {
  return instruction !== undefined && /^(?:COPY|ADD)\s(?:--\S+\s+)*--from=/i.test(instruction.text);
}

function normalized(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ');
  const keyword = /^[A-Za-z]+/.exec(words)?.[0] ?? '';
  return keyword.toUpperCase() + words.slice(keyword.length);
}

function isEqual(written: string, quoted: string): boolean {
  return written === quoted;
}

function isBeginning(written: string, quoted: string): boolean {
  return quoted.includes('<<') && written.startsWith(quoted);
}

/** Whether the quotation is the text with something in the place of each variable. Linear: builds choose both texts. */
function isSubstitution(written: string, quoted: string): boolean {
  const literals = written.split(/\$(?:\{[^}]*\}|\w+)/);
  const first = literals[0] ?? '';
  const last = literals.at(-1) ?? '';
  if (literals.length < 2 || !quoted.startsWith(first) || !quoted.endsWith(last)) return false;
  let position = first.length;
  for (const literal of literals.slice(1, -1)) {
    const found = quoted.indexOf(literal, position);
    if (found < 0) return false;
    position = found + literal.length;
  }
  return position <= quoted.length - last.length;
}
