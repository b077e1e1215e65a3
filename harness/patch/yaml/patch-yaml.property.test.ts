import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { setOfNames } from '../../capabilities/parse-set.ts';
import {
  contextLines,
  type GeneratedContext,
  intendedContext,
  type Layout,
  layouts,
  normalContext,
  securityContexts,
} from '../../testing/patches/security-contexts.ts';
import { wantedGrant } from '../../testing/patches/wanted-grant.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { patchYaml, type YamlTarget } from './patch-yaml.ts';

const grant: fc.Arbitrary<WantedGrant> = fc
  .record({
    needed: fc.uniqueArray(fc.constantFrom('CHOWN', 'FOWNER', 'FSETID', 'SETUID'), { maxLength: 3 }),
    isPrivileged: fc.boolean(),
    addNoNewPrivileges: fc.boolean(),
    addDefaultSeccomp: fc.boolean(),
  })
  .map(({ needed, ...told }) => wantedGrant({ ...told, needed: setOfNames(needed), runtime: 'containerd' }));

/** A manifest of two documents, whose second has a container with this context between two others. */
function manifest(own: GeneratedContext | undefined, shape: Layout): string {
  const dash = shape.dashIn ? '  ' : '';
  const fields = [
    'name: k   # the name',
    "image: 'x'",
    ...(own === undefined ? [] : contextLines(own, shape)),
    'args: ["--context=.",  --flag] # odd  spaces',
    'command:',
    '- |',
    '  securityContext: none',
    '',
  ];
  const lines = [
    'kind: Service',
    '---',
    '# a pod',
    'spec:',
    '  containers:',
    `${dash}  - {image: other, securityContext: {privileged: true}}`,
    ...fields.map((line, index) => (line === '' ? '' : `${dash}  ${index === 0 ? '- ' : '  '}${line}`)),
    `${dash}  - image: last`,
    '',
    '# the end',
  ];
  return (shape.mark ? '\ufeff' : '') + lines.join(shape.lineEnd) + (shape.endsWithLineEnd ? shape.lineEnd : '');
}

const TARGET: YamlTarget = { document: 1, path: ['spec', 'containers', 1], shape: 'kubernetes' };

function parsed(text: string): unknown[] {
  return [...parseAllDocuments(text)].map((one) => one.toJS());
}

/** The container that is patched. */
function containerOf(documents: readonly unknown[]): Record<string, unknown> {
  const { spec } = documents[1] as { spec: { containers: Record<string, unknown>[] } };
  return spec.containers[1] ?? {};
}

const cases = fc.record({ own: fc.option(securityContexts, { nil: undefined }), shape: layouts, wanted: grant });

function patchedOf(text: string, wanted: WantedGrant): string {
  const result = patchYaml(text, TARGET, wanted);
  if ('refused' in result) throw new Error(result.refused);
  return result.text;
}

describe('a patch of a container', () => {
  it('says what was intended and nothing else, whatever form the manifest has', () => {
    fc.assert(
      fc.property(cases, ({ own, shape, wanted }) => {
        const text = manifest(own, shape);
        const after = parsed(patchedOf(text, wanted));
        const securityContext = containerOf(after)['securityContext'] as Record<string, unknown>;
        expect(normalContext(securityContext)).toEqual(intendedContext(own, wanted));
        const before = parsed(text);
        containerOf(before)['securityContext'] = securityContext;
        expect(after).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });

  it('takes only lines of the security context away, and no comment but that of a name that goes', () => {
    fc.assert(
      fc.property(cases, ({ own, shape, wanted }) => {
        const text = manifest(own, shape);
        const after = patchedOf(text, wanted);
        const lines = after.split(shape.lineEnd);
        const inContext = own === undefined ? [] : contextLines(own, shape).map((line) => line.trim());
        let at = 0;
        for (const line of text.split(shape.lineEnd)) {
          const found = lines.indexOf(line, at);
          if (found >= 0) at = found + 1;
          else expect(inContext).toContain(line.trim());
        }
        for (const [comment] of text.matchAll(/# (?:before|privileged|runAsUser|the name|odd|its).*/g))
          expect(after).toContain(comment.trim());
        if (shape.lineEnd === '\r\n') expect(after.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      { numRuns: 150 },
    );
  });

  it('is not patched again', () => {
    fc.assert(
      fc.property(cases, ({ own, shape, wanted }) => {
        const once = patchedOf(manifest(own, shape), wanted);
        expect(patchedOf(once, { ...wanted, isPrivileged: false, evidence: 'another run' })).toBe(once);
      }),
      { numRuns: 80 },
    );
  });
});
