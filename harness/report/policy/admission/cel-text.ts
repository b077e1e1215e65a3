/** A text as a literal of CEL. */
export function celText(text: string): string {
  const escaped = text.replace(/[\\']|\p{Cc}/gu, (character) =>
    /\p{Cc}/u.test(character) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : `\\${character}`,
  );
  return `'${escaped}'`;
}

/** A list of texts. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** Conditions of which one must hold, each on a line of its own. */
export function celAny(conditions: readonly string[]): string {
  return conditions.join(' ||\n');
}
