import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeReferences } from './escape-references.ts';

/** As Kubernetes expands a text (third_party/forked/golang/expansion/expand.go), with every variable known. */
function expand(text: string): string {
  return text.replaceAll(/\$(?:\$|\((\w*)\)|)/g, (found, name: string | undefined) => {
    if (found === '$$') return '$';
    return name === undefined ? found : 'VALUE';
  });
}

describe('references to variables', () => {
  it('come to the container as they were', () => {
    expect(expand('$(HOME)')).toBe('VALUE');
    const text = fc.string({ unit: fc.constantFrom('$', '(', ')', 'A', ' ') });
    fc.assert(
      fc.property(text, (written) => {
        expect(expand(escapeReferences(written))).toBe(written);
      }),
    );
  });
});
