import { describe, expect, it } from 'vitest';
import { readYaml } from './read-yaml.ts';
import { at, entriesAt, textAt } from './yaml-value.ts';

function read(text: string) {
  return readYaml(text, { file: 'a.yaml' });
}

describe('a YAML text', () => {
  it('gives values with their lines, and those of anchors where an alias stands', () => {
    const { documents } = read('a: &x\n  b: 1.10\n---\nc: &y [1]\nd: *y\ne: |\n  one\n  two\n');
    expect(textAt(documents[0]?.root, 'a', 'b')).toBe('1.10');
    const [, second] = documents;
    expect(at(second?.root, 'd', 0)).toMatchObject({ place: { line: 4 }, path: ['c', 0] });
    expect(at(second?.root, 'e')).toMatchObject({ textLine: 7, isLineByLine: true });
  });

  it('puts in what a merge key brings, behind what the map has itself', () => {
    const { documents } = read('base: &b { x: 1, y: 2 }\njob:\n  <<: *b\n  y: 3\n');
    expect(entriesAt(documents[0]?.root, 'job').map(([name, value]) => [name, textAt(value)])).toEqual([
      ['y', '3'],
      ['x', '1'],
    ]);
  });

  it('keeps tags of its own', () => {
    expect(at(read('a: !reference [x, y]\n').documents[0]?.root, 'a')?.tag).toBe('!reference');
  });

  it('leaves out a document with a fault, and reads the others', () => {
    const { documents, problems } = read('a: 1\n---\nb: [\n---\nc: 3\n');
    expect(documents.map(({ index }) => index)).toEqual([0, 2]);
    expect(problems).toMatchObject([{ kind: 'input', what: expect.stringContaining('not valid YAML') }]);
  });

  it('reads aliases of aliases at no cost', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
    const { documents, problems } = read(`a0: &a0 x\n${levels.join('\n')}\n`);
    expect(problems).toEqual([]);
    expect(textAt(documents[0]?.root, 'a40', 0, 1, 2)).toBeUndefined();
    expect(at(documents[0]?.root, 'a40', 0)?.kind).toBe('list');
  });

  it('refuses merge keys that explode', () => {
    const first = Array.from({ length: 1_000 }, (_, i) => `k${i}: 1`).join(', ');
    const maps = Array.from({ length: 600 }, (_, i) => `m${i}: { <<: *b, n${i}: 1 }`);
    expect(read(`b: &b { ${first} }\n${maps.join('\n')}\n`).problems).toMatchObject([
      { what: expect.stringContaining('200000 values') },
    ]);
  });

  it.each([
    ['brackets', `a: ${'['.repeat(100_000)}`],
    ['blocks', Array.from({ length: 20_000 }, (_, i) => `${' '.repeat(Math.min(i, 120))}- a:`).join('\n')],
    ['dashes', `${'- '.repeat(50_000)}x`],
  ])('refuses %s that are nested too deep, or reads them', (_, text) => {
    const { documents, problems } = read(text);
    expect(documents.length + problems.length).toBeGreaterThan(0);
  });

  it('refuses megabytes', () => {
    expect(read('x'.repeat(5 * 2 ** 20)).problems).toMatchObject([{ what: expect.stringContaining('4 MiB') }]);
  });

  it('tells to render a Helm template first, and takes nothing else for one', () => {
    const { problems } = read('a: 1\nimage: {{ .Values.image }}\n');
    expect(problems).toMatchObject([{ place: { line: 2 }, wayOut: expect.stringContaining('helm template') }]);
    expect(read('spec:\n{{- if .x }}\n  a: 1\n{{- end }}\n').problems).toHaveLength(1);
    expect(
      read(`a: "{{inputs.parameters.x}}"\nb: \${{ github.sha }}\nc: docker inspect -f {{.State}} x\n`).problems,
    ).toEqual([]);
  });
});
