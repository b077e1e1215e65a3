import fc from 'fast-check';
import { namesOf } from '../../capabilities/capability-set.ts';
import type { WantedGrant } from '../../patch/wanted-grant.ts';

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

/** What a security context says, in any form. */
export const securityContexts = fc.record(
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

/** A security context of a container. */
export type GeneratedContext = typeof securityContexts extends fc.Arbitrary<infer T> ? T : never;

/** How a manifest is laid out. */
export interface Layout {
  readonly step: number;
  readonly dashIn: boolean;
  readonly flow: boolean;
  readonly lineEnd: '\n' | '\r\n';
  readonly order: readonly number[];
  readonly endsWithLineEnd: boolean;
  readonly mark: boolean;
}

/** Layouts that people have. */
export const layouts: fc.Arbitrary<Layout> = fc.record({
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
export function contextLines(own: GeneratedContext, { step, order, flow }: Layout): string[] {
  const entries: [string, string[]][] = Object.entries(own).map(([key, value]) => {
    const inner = ' '.repeat(step);
    if (key === 'seccompProfile') return [key, [`${key}:`, `${inner}type: ${value}`]];
    if (key !== 'capabilities') return [key, [`${key}: ${value} # ${key}`]];
    const lists = Object.entries(value as NonNullable<GeneratedContext['capabilities']>);
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

function plainContext({ capabilities, seccompProfile, ...rest }: GeneratedContext): Record<string, unknown> {
  return {
    ...rest,
    ...(seccompProfile === undefined ? {} : { seccompProfile: { type: seccompProfile } }),
    ...(capabilities === undefined
      ? {}
      : { capabilities: Object.fromEntries(Object.entries(capabilities).map(([key, { items }]) => [key, items])) }),
  };
}

/** What the context is to say. */
export function intendedContext(own: GeneratedContext | undefined, wanted: WantedGrant): Record<string, unknown> {
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
export function normalContext(value: Record<string, unknown>): unknown {
  const { drop, add = [] } = value['capabilities'] as { drop: string[]; add?: string[] };
  return { ...value, capabilities: { drop, add: add.map((name) => name.toUpperCase()) } };
}
