import { messageOf } from '../errors.ts';

/** Where a text that is no JSON stops being it, as an editor counts: `3:17`. */
export function jsonPlace(text: string): string {
  const before = text.slice(0, stopOf(text)).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

/** The engine tells a position for some mistakes only; of a character that nothing may begin with it tells which it is. */
function stopOf(text: string): number {
  const problem = problemOf(text);
  const position = /at position (\d+)/.exec(problem)?.[1];
  if (position !== undefined) return Number(position);
  const [token] = /^Unexpected token '.+?'/.exec(problem) ?? [];
  if (token === undefined) return text.length;
  // The shortest beginning with the same mistake ends with it.
  let [sound, broken] = [0, text.length];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (problemOf(text.slice(0, middle)).startsWith(token)) broken = middle;
    else sound = middle;
  }
  return sound;
}

function problemOf(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (thrown) {
    return messageOf(thrown);
  }
}
