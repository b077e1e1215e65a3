import { HarnessError } from '../../errors.ts';
import { parseImageReference } from '../../image/naming/image-reference.ts';
import type { Instruction } from '../../vocabulary/case.ts';
import { atPlace } from '../input-errors.ts';
import { type Expansion, expandVariables, splitWords } from './expand-variables.ts';
import { ExpansionLimit, expansionBudget } from './expansion-budget.ts';

/** What decides which images the instructions of a Dockerfile name. */
export interface ReferenceScope {
  /** Path of the Dockerfile, for messages. */
  readonly file: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Build arguments whose values are kept nowhere. @default none */
  readonly secretArguments?: readonly { readonly name: string }[];
  /** Name or number of the stage to build; undefined for the last one. */
  readonly target: string | null;
  readonly escapeCharacter: string;
}

/** Stands for the value of a secret build argument. No Dockerfile can hold it, and no image reference. */
const SECRET_VALUE = '\0';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ppc64: 'ppc64le' };

/**
 * The images that a build starts from (FROM) or copies from (COPY --from, RUN --mount=from=), variables replaced, each once.
 * Stages after the target are left out: no builder builds them.
 *
 * @throws HarnessError with the line, for an unknown target or what is no image reference.
 */
export function findBaseReferences(instructions: readonly Instruction[], scope: ReferenceScope): string[] {
  const budget = expansionBudget();
  const expand = (word: string, { line }: Instruction, lookup: Expansion['lookup']): string => {
    return withinLimit(`${scope.file}:${line}`, () => {
      return expandVariables(word, { lookup, escapeCharacter: scope.escapeCharacter, budget });
    });
  };
  const lookup = globalVariables(instructions, scope, expand);
  const stageNames = new Set<string | undefined>();
  const found = new Set<string>();
  for (const instruction of upToTarget(instructions, scope)) {
    for (const source of sourcesOf(instruction)) {
      const name = expand(source, instruction, lookup);
      if (isStage(name, instruction, stageNames) || name === 'scratch') continue;
      checkReference(name, source, instruction, scope.file);
      found.add(name);
    }
    if (instruction.keyword === 'FROM') stageNames.add(stageNameOf(instruction));
  }
  return [...found];
}

/** Arguments declared before the first FROM, and those about the platform that every build has. */
function globalVariables(
  instructions: readonly Instruction[],
  { buildArguments, secretArguments = [] }: ReferenceScope,
  expand: (word: string, instruction: Instruction, lookup: Expansion['lookup']) => string,
): Expansion['lookup'] {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  const values = new Map<string, string>();
  const secrets = new Map(secretArguments.map(({ name }) => [name, SECRET_VALUE]));
  for (const side of ['BUILD', 'TARGET']) {
    values.set(`${side}PLATFORM`, `linux/${architecture}`).set(`${side}OS`, 'linux').set(`${side}ARCH`, architecture);
  }
  const lookup: Expansion['lookup'] = (name) => values.get(name);
  for (const instruction of instructions) {
    const { keyword, text } = instruction;
    if (keyword === 'FROM') break;
    for (const declaration of keyword === 'ARG' ? splitWords(text).slice(1) : []) {
      const [, name = '', fallback] = /^([^=]*)(?:=(.*))?$/s.exec(declaration) ?? [];
      // An argument may be called as what every object has: `constructor`.
      const given = Object.hasOwn(buildArguments, name) ? buildArguments[name] : undefined;
      const value = secrets.get(name) ?? given ?? (fallback && expand(fallback, instruction, lookup));
      if (value !== undefined) values.set(name, value);
    }
  }
  return lookup;
}

function withinLimit<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (!(thrown instanceof ExpansionLimit)) throw thrown;
    const hint = 'Write the name of the image with fewer variables.';
    throw new HarnessError('BAD_DOCKERFILE', `${where}: ${thrown.message}`, { hint });
  }
}

function upToTarget(instructions: readonly Instruction[], { target, file }: ReferenceScope): readonly Instruction[] {
  if (target === null) return instructions;
  const stages = instructions.filter(({ keyword }) => keyword === 'FROM');
  const names = stages.map(stageNameOf);
  const byName = names.indexOf(target.toLowerCase());
  const index = byName === -1 && /^\d+$/.test(target) ? Number(target) : byName;
  if (stages[index] === undefined) {
    const known = names.filter((name) => name !== undefined).join(', ');
    const hint = known === '' ? 'None of its stages has a name.' : `Its named stages are: ${known}.`;
    throw new HarnessError('BAD_DOCKERFILE', `${file} has no stage "${target}"`, { hint });
  }
  const next = stages[index + 1];
  return next === undefined ? instructions : instructions.slice(0, instructions.indexOf(next));
}

/** What an instruction takes files from, as it is written. */
function sourcesOf({ keyword, text }: Instruction): string[] {
  const words = splitWords(text).slice(1);
  const firstArgument = words.findIndex((word) => !word.startsWith('--'));
  if (keyword === 'FROM') return words.slice(firstArgument, firstArgument + 1);
  const flags = firstArgument === -1 ? words : words.slice(0, firstArgument);
  const pattern = { COPY: /^--from=(.+)$/s, RUN: /^--mount=(?:.*,)?from=([^,]+)/s }[keyword];
  return pattern === undefined ? [] : flags.flatMap((flag) => pattern.exec(flag)?.[1] ?? []);
}

function stageNameOf({ text }: Instruction): string | undefined {
  const [, as, name] = splitWords(text)
    .slice(1)
    .filter((word) => !word.startsWith('--'));
  return as?.toUpperCase() === 'AS' ? name?.toLowerCase() : undefined;
}

function isStage(name: string, { keyword }: Instruction, stageNames: ReadonlySet<string | undefined>): boolean {
  // FROM takes names only; everything else may also count stages from 0.
  return stageNames.has(name.toLowerCase()) || (keyword !== 'FROM' && /^\d+$/.test(name));
}

function checkReference(name: string, source: string, { keyword, line }: Instruction, file: string): void {
  const where = `${file}:${line}: ${keyword}`;
  if (name.includes(SECRET_VALUE)) {
    const hint = 'The names of base images are kept and shown. Use a build argument that is not secret for them.';
    throw new HarnessError('BAD_DOCKERFILE', `${where} names an image by a secret build argument: ${source}`, { hint });
  }
  if (name === '') {
    const hint = 'Give the argument a default before the first FROM, or pass --build-arg.';
    throw new HarnessError('BAD_DOCKERFILE', `${where} names no image: ${source} is empty`, { hint });
  }
  atPlace(where, () => parseImageReference(name));
}
