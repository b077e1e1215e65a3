/** A word of a shell script, or an operator between words. */
export interface ShellToken {
  readonly kind: 'word' | 'operator';
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/, // quoted
    /(\d*>{1,2}&?\d*-?|&>{1,2}|\d*<{1,3}-?)/, // redirection
    /(&&|\|\||;;|[;|&(){}\n])/, // operator
    /([ \t\r]+)/,
    /(\$\{[^}\n]*\}|\$\([^()]*\)|[^\s'"\\<>;|&(){}$]+|.)/, // plain
  ]
    .map(({ source }) => source)
    .join('|'),
  'gs',
);

/** Whether a redirection names no file: `2>&1`. */
const WITHOUT_FILE = /&(?:\d+|-)$/;

/** The words and operators of a script; redirections are left out. A brace inside a word is no operator. */
export function shellTokens(script: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let word: string | undefined;
  let isFile = false;
  const endWord = (): void => {
    if (word === undefined) return;
    if (!isFile) tokens.push({ kind: 'word', text: word });
    isFile = false;
    word = undefined;
  };
  for (const [, single, double, escaped, redirection, operator, space, plain] of script.matchAll(TOKEN)) {
    const isPartOfWord = word !== undefined && operator !== undefined && '({}'.includes(operator);
    if (redirection !== undefined) {
      endWord();
      isFile = !WITHOUT_FILE.test(redirection);
    } else if (operator !== undefined && !isPartOfWord) {
      endWord();
      tokens.push({ kind: 'operator', text: operator });
    } else if (space !== undefined) endWord();
    else
      word =
        (word ?? '') +
        (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped?.replace('\n', '') ?? operator ?? plain ?? '');
  }
  endWord();
  return tokens;
}
