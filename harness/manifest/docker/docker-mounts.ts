import type { Mount } from '../model/executor-step.ts';
import { assumed, type Stated, writtenAt } from '../model/stated.ts';
import type { Written } from '../model/written.ts';

/** What a container has at a path, as Docker is told. */
export interface ToldMount {
  /** Undefined for a volume without a name. */
  readonly source: Written | undefined;
  readonly target: string;
  readonly type: 'bind' | 'volume' | 'other';
}

/** Where a path of the host is on this machine, and whose its files are where that is known better. */
export type SourceOnMachine = (
  path: Written,
) => Pick<Mount, 'source' | 'sourceBase'> & Partial<Pick<Mount, 'owner' | 'modes'>>;

/** `SOURCE:TARGET:OPTIONS`; undefined for what is none. A source that is no path names a volume. */
export function shortMount(word: Written): ToldMount | undefined {
  // A colon in a reference that has no value is none of the mount's.
  const parts = word.value.match(/(?:\$\{[^}]*\}|\$\([^)]*\)|[^:])+/g) ?? [];
  const [first = '', second] = parts;
  if (second === undefined)
    return first.startsWith('/') ? { source: undefined, target: first, type: 'volume' } : undefined;
  const isPath = /^(?:[./~]|\$)/.test(first);
  return { source: { ...word, value: first }, target: second, type: isPath ? 'bind' : 'volume' };
}

/** `type=bind,source=DIR,target=DIR`. */
export function longMount(word: Written): ToldMount | undefined {
  const fields = new Map(
    word.value.split(',').map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? ([part, ''] as const) : ([part.slice(0, equals), part.slice(equals + 1)] as const);
    }),
  );
  const target = fields.get('target') ?? fields.get('destination') ?? fields.get('dst');
  if (target === undefined) return undefined;
  const source = fields.get('source') ?? fields.get('src');
  const type = fields.get('type') ?? 'volume';
  return {
    source: source === undefined ? undefined : { ...word, value: source },
    target,
    type: type === 'bind' || type === 'volume' ? type : 'other',
  };
}

/** A mount, with whose files are in it: those of a directory of the host stay whose they are. */
export function dockerMount({ source, target, type }: ToldMount, onMachine: SourceOnMachine): Mount {
  if (type === 'bind' && source !== undefined) {
    return {
      path: target,
      what: `directory ${source.value}`,
      owner: assumed('as-is', 'a mounted directory keeps its owners'),
      modes: assumed('as-is', 'a mounted directory keeps its modes'),
      ...onMachine(source),
    };
  }
  const name = source === undefined ? 'volume' : `volume ${source.value}`;
  return {
    path: target,
    what: name,
    owner: assumed(
      { uid: 0, gid: 0 },
      `nothing says who wrote the files of the ${name}; --context-owner UID:GID says it`,
    ),
    modes: assumed('as-is', 'a volume keeps the modes that its files were given'),
    source: null,
  };
}

/** A source that stands as it is written, relative to the manifest. */
export function sourceAsWritten(path: Written): Pick<Mount, 'source'> {
  const source: Stated<string> = writtenAt(path.value, path.place);
  return { source };
}
