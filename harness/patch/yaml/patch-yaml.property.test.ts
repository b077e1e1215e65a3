import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { wantedGrant } from '../../testing/patches/wanted-grant.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { patchYaml, type YamlTarget } from './patch-yaml.ts';

/** A value of a security context as it is written, in one of the forms that people write. */
type Writing = { readonly kind: 'block' | 'flow'; readonly quote: '' | '"' | "'"; readonly comment: boolean };

const writing: fc.Arbitrary<Writing> = fc.record({
  kind: fc.constantFrom('block' as const, 'flow' as const),
  quote: fc.constantFrom('' as const, '"' as const, "'" as const),
  comment: fc.boolean(),
});

const NAMES = ['CHOWN', 'FOWNER', 'FSETID', 'SETUID', 'SYS_ADMIN', 'CAP_CHOWN', 'fowner', 'NO_SUCH'];
const names = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 });

/** A list of capabilities. */
const list = fc.record({ items: names, as: writing });

const context = fc.record(
  {
    runAsUser: fc.constant(0),
    privileged: fc.boolean(),
    allowPrivilegeEscalation: fc.boolean(),
    seccompProfile: fc.constantFrom('Unconfined', 'RuntimeDefault'),
    readOnlyRootFilesystem: fc.constant(false),
    capabilities: fc.record({ add: list, drop: list }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

type Context = typeof context extends fc.Arbitrary<infer T> ? T : never;

const grant: fc.Arbitrary<WantedGrant> = fc
  .record({
    needed: fc.uniqueArray(fc.constantFrom('CHOWN', 'FOWNER', 'FSETID', 'SETUID'), { maxLength: 3 }),
    isPrivileged: fc.boolean(),
    addNoNewPrivileges: fc.boolean(),
    addDefaultSeccomp: fc.boolean(),
  })
  .map(({ needed, ...told }) => wantedGrant({ ...told, needed: setOfNames(needed), runtime: 'containerd' }));

interface Layout {
  readonly step: number;
  readonly dashIn: boolean;
  readonly flow: boolean;
  readonly lineEnd: '\n' | '\r\n';
  readonly order: readonly number[];
  readonly endsWithLineEnd: boolean;
  readonly mark: boolean;
}

const layout: fc.Arbitrary<Layout> = fc.record({
  step: fc.constantFrom(1, 2, 4),
  dashIn: fc.boolean(),
  flow: fc.boolean(),
  lineEnd: fc.constantFrom('\n' as const, '\r\n' as const),
  order: fc.array(fc.nat(9), { minLength: 8, maxLength: 8 }),
  endsWithLineEnd: fc.boolean(),
  mark: fc.boolean(),
});

/** The lines of a list under a key. */
function listLines(key: string, { items, as }: { items: string[]; as: Writing }, step: number): string[] {
  const words = items.map((name) => `${as.quote}${name}${as.quote}`);
  if (as.kind === 'flow' || items.length === 0)
    return [`${key}: [${words.join(', ')}]${as.comment ? ` # of ${key}` : ''}`];
  const indent = ' '.repeat(step - 1);
  return [
    `${key}:`,
    ...words.flatMap((word, index) => [
      ...(as.comment ? [`${indent}# before ${key} ${index}`] : []),
      `${indent}- ${word}${as.comment ? ` # item ${index}` : ''}`,
    ]),
  ];
}

/** The lines of a security context, or it in brackets. */
function contextLines(own: Context, { step, order, flow }: Layout): string[] {
  const entries: [string, string[]][] = Object.entries(own).map(([key, value]) => {
    const inner = ' '.repeat(step);
    if (key === 'seccompProfile') return [key, [`${key}:`, `${inner}type: ${value}`]];
    if (key !== 'capabilities') return [key, [`${key}: ${value} # ${key}`]];
    const lists = Object.entries(value as NonNullable<Context['capabilities']>);
    if (lists.length === 0) return [key, [`${key}: {}`]];
    return [
      key,
      [`${key}:`, ...lists.flatMap(([name, one]) => listLines(name, one, step).map((line) => inner + line))],
    ];
  });
  if (flow || entries.length === 0) return [`securityContext: ${JSON.stringify(plainContext(own))} # its context`];
  const sorted = entries.map((one, index) => [order[index] ?? 0, one] as const).toSorted(([a], [b]) => a - b);
  return ['securityContext:', ...sorted.flatMap(([, [, lines]]) => lines.map((line) => ' '.repeat(step) + line))];
}

function plainContext({ capabilities, seccompProfile, ...rest }: Context): Record<string, unknown> {
  return {
    ...rest,
    ...(seccompProfile === undefined ? {} : { seccompProfile: { type: seccompProfile } }),
    ...(capabilities === undefined
      ? {}
      : { capabilities: Object.fromEntries(Object.entries(capabilities).map(([key, { items }]) => [key, items])) }),
  };
}

/** A manifest of two documents, whose second has a container with this context between two others. */
function manifest(own: Context | undefined, shape: Layout): string {
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

/** What the container is to say. */
function intended(own: Context | undefined, wanted: WantedGrant): Record<string, unknown> {
  const needed = namesOf(wanted.needed);
  const { privileged, allowPrivilegeEscalation, ...rest } = plainContext(own ?? {});
  const before = (own?.capabilities?.add?.items ?? []).flatMap((name) =>
    name.startsWith('CAP_') ? [] : name.toUpperCase(),
  );
  const isSaid = privileged !== undefined;
  return {
    ...rest,
    ...(wanted.isPrivileged || isSaid ? { privileged: false } : {}),
    ...(wanted.addNoNewPrivileges
      ? { allowPrivilegeEscalation: false }
      : allowPrivilegeEscalation === undefined
        ? {}
        : { allowPrivilegeEscalation }),
    ...(wanted.addDefaultSeccomp ? { seccompProfile: { type: 'RuntimeDefault' } } : {}),
    capabilities: {
      drop: ['ALL'],
      // Those that stay keep their places.
      add: [
        ...needed.filter((name) => before.includes(name)).toSorted((a, b) => before.indexOf(a) - before.indexOf(b)),
        ...needed.filter((name) => !before.includes(name)),
      ],
    },
  };
}

/** Names as Kubernetes' runtimes read them; an empty list is none. */
function normal(value: Record<string, unknown>): unknown {
  const { drop, add = [] } = value['capabilities'] as { drop: string[]; add?: string[] };
  return { ...value, capabilities: { drop, add: add.map((name) => name.toUpperCase()) } };
}

const cases = fc.record({ own: fc.option(context, { nil: undefined }), shape: layout, wanted: grant });

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
        expect(normal(securityContext)).toEqual(intended(own, wanted));
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
