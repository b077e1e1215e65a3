import { StringDecoder } from 'node:string_decoder';

/** The longest beginning of a line that is kept while its end is awaited; the kernel's own lines have some 200 characters. */
const LONGEST_LINE = 4_096;

/** Hands over the lines of a text that comes in pieces; null for one that is too long to keep. */
export function createLineSplitter(take: (line: string | null) => void): { add(piece: Uint8Array): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const addText = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(line.length > LONGEST_LINE ? null : line);
    if (rest.length <= LONGEST_LINE) return;
    rest = '';
    take(null);
  };
  return {
    add: (piece) => addText(decoder.write(piece)),
    end: () => {
      addText(decoder.end());
      if (rest !== '') take(rest);
      rest = '';
    },
  };
}
