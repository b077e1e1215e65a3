import fc from 'fast-check';

/** What nobody expects in a place. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  'x',
  '__proto__',
  'constructor',
  '../../../../etc/passwd',
  '\u001b[31mred\u202e',
  '\ud800',
  '0000000000000000',
  'ffffffffffffffff',
  '2026-13-45T99:99:99Z',
  'a'.repeat(70_000),
  [],
  {},
  [[]],
  [null],
  { constructor: 1, length: 3 },
  JSON.parse('{"__proto__":{"x":1}}'),
  JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`),
];

/** One change somewhere in a JSON value. */
interface OddChange {
  /** Chooses a child at each depth; the change is made where it ends. */
  readonly way: readonly number[];
  readonly kind: 'replace' | 'remove' | 'double' | 'add' | 'copy';
  readonly odd: unknown;
}

/** Changes that a JSON value may suffer: each takes a value and gives another one. */
export const oddChange: fc.Arbitrary<(value: unknown) => unknown> = fc
  .record({
    way: fc.array(fc.nat(), { minLength: 1, maxLength: 9 }),
    kind: fc.constantFrom('replace', 'remove', 'double', 'add', 'copy'),
    odd: fc.constantFrom(...ODD),
  })
  .map((change) =>
    Object.assign((value: unknown) => changed(value, value, change), { toString: () => textOf(change) }),
  );

function textOf({ way, kind, odd }: OddChange): string {
  return `${kind} ${JSON.stringify(odd)?.slice(0, 40)} at ${way.join('/')}`;
}

function changed(value: unknown, root: unknown, change: OddChange): unknown {
  const [step = 0, ...way] = change.way;
  const { kind, odd } = change;
  if (typeof value !== 'object' || value === null) return odd;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return odd;
  const child: unknown = Reflect.get(value, key);
  const goesOn = way.length > 0 && typeof child === 'object' && child !== null && Object.keys(child).length > 0;
  if (Array.isArray(value)) {
    const index = Number(key);
    if (goesOn) return value.with(index, changed(child, root, { ...change, way }));
    if (kind === 'remove') return value.toSpliced(index, 1);
    if (kind === 'double') return value.toSpliced(index, 0, child);
    return kind === 'add' ? [...value, odd] : value.with(index, kind === 'copy' ? root : odd);
  }
  const copy = Object.fromEntries(Object.entries(value));
  if (goesOn) return { ...copy, [key]: changed(child, root, { ...change, way }) };
  if (kind === 'remove') delete copy[key];
  else if (kind === 'add') copy[`${key}2`] = odd;
  else copy[key] = kind === 'replace' ? odd : (Object.values(value)[(step + 1) % keys.length] ?? odd);
  return copy;
}
