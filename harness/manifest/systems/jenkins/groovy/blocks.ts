import type { GroovyToken } from './tokens.ts';

/** What stands between braces, and what stands before them: `container('kaniko') { … }`. */
export interface GroovyBlock {
  /** The first word before the braces; empty for none. */
  readonly name: string;
  /** Indices of the tokens before the braces. */
  readonly head: { readonly from: number; readonly to: number };
  /** Indices of the braces; of a block that is not closed the second one is the number of tokens. */
  readonly open: number;
  close: number;
}

/** The tokens of a text, and for each the blocks that it is in, the innermost last. */
export interface GroovyProgram {
  readonly text: string;
  readonly tokens: readonly GroovyToken[];
  readonly blocksAt: (index: number) => readonly GroovyBlock[];
  /** The block that this token is in the head of; undefined for none. */
  readonly headedBy: (index: number) => GroovyBlock | undefined;
}

/** How deep blocks may be. */
const DEEPEST = 200;

/** Finds the blocks of a text. */
export function groovyProgram(text: string, tokens: readonly GroovyToken[]): GroovyProgram {
  const open: GroovyBlock[] = [];
  const all: GroovyBlock[] = [];
  const around: (readonly GroovyBlock[])[] = [];
  let parentheses = 0;
  let statement = 0;
  let here: readonly GroovyBlock[] = [];
  tokens.forEach((token, index) => {
    const sign = token.kind === 'sign' ? token.text : '';
    if (sign === '}') {
      const closed = open.pop();
      if (closed !== undefined) closed.close = index;
      here = [...open];
    }
    around.push(here);
    if (sign === '(' || sign === '[') parentheses += 1;
    if (sign === ')' || sign === ']') parentheses = Math.max(0, parentheses - 1);
    if (sign === '{' && open.length < DEEPEST) {
      const head = { from: statement, to: index };
      const block: GroovyBlock = { name: firstName(tokens, head), head, open: index, close: tokens.length };
      open.push(block);
      all.push(block);
      here = [...open];
    }
    const ends = sign === '{' || sign === '}' || sign === ';' || (sign === '\n' && parentheses === 0);
    if (ends) statement = index + 1;
    if (sign === '{' || sign === '}') parentheses = 0;
  });
  return {
    text,
    tokens,
    blocksAt: (index) => around[index] ?? [],
    headedBy: (index) => all.find(({ head }) => head.from <= index && index < head.to),
  };
}

function firstName(tokens: readonly GroovyToken[], { from, to }: GroovyBlock['head']): string {
  for (let index = from; index < to; index += 1) {
    const token = tokens[index];
    if (token?.kind === 'name') return token.text;
  }
  return '';
}
