import type { Instruction } from '../../vocabulary/case.ts';

/** The instructions of a Dockerfile, made ready to be found by what a log says of them. */
export interface InstructionIndex {
  readonly instructions: readonly Instruction[];
  /**
   * The index of the instruction that a builder's log quotes, searched from `from` onwards and then from the start, because logs
   * follow the Dockerfile's order and Dockerfiles repeat themselves. Builders quote with other white space, with variables replaced,
   * or only the first line of a here-document. Undefined if none fits, or if the log has quoted far more than a build can.
   */
  find(quoted: string, from: number): number | undefined;
  /** The index of the `FROM` that opens the stage of the instruction at `index`. */
  stageOf(index: number): number | undefined;
  /** The index of the copy between stages that names a stage, an image or a path, from `from` onwards and then from the start. */
  copyOf(what: string, from: number): number | undefined;
}

/** What may be compared in all: far more than the logs of builds need, and a fraction of a second. */
const MOST_STEPS = 5_000_000;

/** So many characters are looked through in the time of one step. */
const CHARACTERS_IN_STEP = 50;

/** Makes a Dockerfile's instructions ready, once for a log. A log of any length is then read in a time that grows with it. */
export function indexInstructions(instructions: readonly Instruction[]): InstructionIndex {
  const written = instructions.map(({ text }) => normalized(text));
  const firstLines = instructions.map(({ text }) => normalized(text.slice(0, endOfLine(text))));
  const [equal, beginning] = [placesOf(written), placesOf(firstLines)];
  const substituted = substitutionsIn(written.map(literalsOf));
  const named = placesOfWords(instructions);
  const [stages, crossing] = [stagesOf(instructions), placesWhere(instructions, copiesAcrossStages)];
  return {
    instructions,
    find: (quoted, from) => {
      const wanted = normalized(quoted);
      const found = nextOf(equal.get(wanted), from);
      if (found !== undefined) return found;
      const header = wanted.includes('<<') ? nextOf(beginning.get(wanted), from) : undefined;
      return header ?? nextOf(substituted(wanted), from);
    },
    stageOf: (index) => stages[index],
    copyOf: (what, from) => nextOf(named.get(what), from) ?? nextOf(crossing, from),
  };
}

/** The index of the first instruction that satisfies the condition, from `from` onwards and then from the start. */
export function searchFrom(
  instructions: readonly Instruction[],
  from: number,
  condition: (instruction: Instruction) => boolean,
): number | undefined {
  return inTurn(instructions.length, from, (index) => {
    const instruction = instructions[index];
    return instruction !== undefined && condition(instruction);
  });
}

/** Whether an instruction copies from another stage or image. */
export function copiesAcrossStages(instruction: Instruction | undefined): boolean {
  return instruction !== undefined && /^(?:COPY|ADD)\s(?:--\S+\s+)*--from=/i.test(instruction.text);
}

function inTurn(length: number, from: number, fits: (index: number) => boolean): number | undefined {
  const start = Math.min(Math.max(from, 0), length);
  for (let index = start; index < length; index += 1) if (fits(index)) return index;
  for (let index = 0; index < start; index += 1) if (fits(index)) return index;
  return undefined;
}

/** Places are in rising order. */
function nextOf(places: readonly number[] | undefined, from: number): number | undefined {
  if (places === undefined) return undefined;
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return places[low] ?? places[0];
}

function placesOf(texts: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, text] of texts.entries()) {
    const known = places.get(text);
    if (known === undefined) places.set(text, [index]);
    else known.push(index);
  }
  return places;
}

function placesWhere(instructions: readonly Instruction[], fits: (one: Instruction) => boolean): readonly number[] {
  return instructions.flatMap((instruction, index) => (fits(instruction) ? [index] : []));
}

/** Where copies between stages name something: a path without the slashes around it, or what stands after `--from=`. */
function placesOfWords(instructions: readonly Instruction[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const index of placesWhere(instructions, copiesAcrossStages)) {
    const words = (instructions[index]?.text ?? '').split(/\s+/);
    for (const word of new Set(words.map((one) => one.replace(/^--from=/, '').replace(/^\/|\/$/g, '')))) {
      const known = places.get(word);
      if (known === undefined) places.set(word, [index]);
      else known.push(index);
    }
  }
  return places;
}

function stagesOf(instructions: readonly Instruction[]): (number | undefined)[] {
  let stage: number | undefined;
  return instructions.map(({ keyword }, index) => {
    if (keyword === 'FROM') stage = index;
    return stage;
  });
}

function endOfLine(text: string): number {
  const end = text.indexOf('\n');
  return end === -1 ? text.length : end;
}

function normalized(text: string): string {
  const words = text.trim().replace(/\s+/g, ' ');
  const keyword = /^[A-Za-z]+/.exec(words)?.[0] ?? '';
  return keyword.toUpperCase() + words.slice(keyword.length);
}

/** What stands between the variables of a text. */
function literalsOf(written: string): string[] {
  const literals: string[] = [];
  let start = 0;
  for (let at = written.indexOf('$'); at !== -1; at = written.indexOf('$', at)) {
    const end = endOfVariable(written, at);
    if (end === undefined) {
      at += 1;
      continue;
    }
    literals.push(written.slice(start, at));
    start = end;
    at = end;
  }
  return [...literals, written.slice(start)];
}

const NAME = /\w+/y;

/** Where the variable ends that begins at `start`, the end of the text for one that is never closed; undefined for none. */
function endOfVariable(written: string, start: number): number | undefined {
  if (written.charAt(start + 1) !== '{') {
    NAME.lastIndex = start + 1;
    const name = NAME.exec(written)?.[0];
    return name === undefined ? undefined : start + 1 + name.length;
  }
  let depth = 0;
  for (let at = start + 1; at < written.length; at += 1) {
    if (written.charAt(at) === '{') depth += 1;
    if (written.charAt(at) === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return written.length;
}

/** Finds the texts that a quotation can be with something in the place of each variable. Each quotation is looked up once. */
function substitutionsIn(patterns: readonly (readonly string[])[]): (quoted: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  const variable = patterns.flatMap((literals, index) => (literals.length < 2 ? [] : [{ literals, index }]));
  let left = MOST_STEPS;
  const fits = (literals: readonly string[], quoted: string): boolean => {
    left -= 1;
    if (!quoted.startsWith(literals[0] ?? '') || !quoted.endsWith(literals.at(-1) ?? '')) return false;
    const longest = literals.slice(1, -1).reduce((most, { length }) => Math.max(most, length), 1);
    // What looking for a text costs at worst, where both are chosen to make it slow.
    left -= (quoted.length * longest) / CHARACTERS_IN_STEP;
    return left >= 0 && isSubstitution(literals, quoted);
  };
  return (quoted) => {
    const seen = known.get(quoted);
    if (seen !== undefined || left < 0) return seen ?? [];
    const found = variable.flatMap(({ literals, index }) => (fits(literals, quoted) ? [index] : []));
    known.set(quoted, found);
    return found;
  };
}

/** Whether the quotation is the text with something in the place of each variable, where both ends are known to fit. */
function isSubstitution(literals: readonly string[], quoted: string): boolean {
  let position = literals[0]?.length ?? 0;
  for (const literal of literals.slice(1, -1)) {
    const found = quoted.indexOf(literal, position);
    if (found < 0) return false;
    position = found + literal.length;
  }
  return position <= quoted.length - (literals.at(-1)?.length ?? 0);
}
