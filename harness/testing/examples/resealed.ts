import { createHash } from 'node:crypto';

/**
 * A chained journal of which some lines say something else, with checksums that fit: as somebody would write it who has read how
 * a line is sealed.
 */
export function resealed(
  lines: readonly string[],
  changes: readonly (readonly [line: number, change: (value: unknown) => unknown])[],
): string {
  let after = 'journal-2';
  const written = lines.map((line, index) => {
    const { at, event } = JSON.parse(line);
    const own = changes.filter(([place]) => place === index);
    const now = own.reduce<unknown>((value, [, change]) => change(value), { at, event });
    const { at: time, event: said } =
      typeof now === 'object' && now !== null ? { at, event, ...now } : { at, event: now };
    const body = JSON.stringify({ line: index + 1, at: time, event: said, after }).slice(0, -1);
    after = createHash('sha256').update(body).digest('hex').slice(0, 32);
    return `${body},"sum":"${after}"}\n`;
  });
  return written.join('');
}
