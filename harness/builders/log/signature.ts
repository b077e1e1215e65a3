/** What differs between two tellings of the same reason, and what stands in for it. Order matters: longest forms first. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\bsha(?:256|512):[0-9a-f]+/gi, '<digest>'],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<address>'],
  [/\[[0-9a-f:]*:[0-9a-f:]+\](?::\d+)?/gi, '<address>'],
  // A temporary name: letters and digits without meaning after tmp, a dot, a dash or an underscore.
  [/\/(?:var\/)?tmp\/[^\s/:'"]+/g, '/tmp/<name>'],
  [/\btmp[.\-_]?[A-Za-z0-9_]{6,}\b/g, '<name>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi, '<id>'],
  [/\d+/g, '<n>'],
];

/** A reason without its numbers, digests, addresses, times and temporary names: equal for equal reasons. */
export function signatureOf(message: string): string {
  return VARYING.reduce((text, [pattern, placeholder]) => text.replace(pattern, placeholder), message)
    .replace(/\s+/g, ' ')
    .trim();
}
