import { HarnessError } from '../errors.ts';
import { type Configuration, type ContextDelivery, DEFAULT_CONFIGURATION } from '../vocabulary/configuration.ts';

/** What the command line or a `case.json` sets of a configuration; what is left out is not set. */
export interface ConfigurationSettings {
  readonly contextKind?: ContextDelivery['kind'] | undefined;
  readonly contextPath?: string | undefined;
  /** `root`, `as-is`, or `UID:GID`. */
  readonly contextOwner?: string | undefined;
  readonly contextModes?: ContextDelivery['modes'] | undefined;
  readonly builderFlags?: readonly string[] | undefined;
  readonly builderEnvironment?: Readonly<Record<string, string>> | undefined;
  /** `UID` or `UID:GID`. */
  readonly user?: string | number | undefined;
  /** `default`, `unconfined`, or the path of a profile. */
  readonly seccomp?: string | undefined;
  readonly noNewPrivileges?: boolean | undefined;
  /** Each as `id=ID`, with `src=FILE` or `env=NAME`. */
  readonly secrets?: readonly string[] | undefined;
}

/** What is found where a configuration names files and secrets. */
export type FoundSettings = Pick<Configuration, 'seccomp' | 'secrets'>;

/**
 * The configuration of a case: what goes first is set by `first`, then by `then`, then by the defaults. A flag replaces those of
 * the same name, so that `--builder-flag=--snapshot-mode=full` undoes what a `case.json` says.
 *
 * @throws HarnessError BAD_CONFIGURATION naming the setting that cannot be used.
 */
export function configure(
  first: ConfigurationSettings,
  then: ConfigurationSettings,
  found: FoundSettings = DEFAULT_CONFIGURATION,
): Configuration {
  const usual = DEFAULT_CONFIGURATION.context;
  const owner = first.contextOwner ?? then.contextOwner;
  const user = parseUser(first.user ?? then.user);
  const kind = first.contextKind ?? then.contextKind ?? usual.kind;
  return {
    context: {
      kind,
      path: absolutePath(first.contextPath ?? then.contextPath ?? usual.path),
      owner: owner === undefined ? usualOwner(user) : ownerFor(user, { kind, owner: parseContextOwner(owner) }),
      modes: first.contextModes ?? then.contextModes ?? usual.modes,
    },
    cache: DEFAULT_CONFIGURATION.cache,
    secrets: found.secrets,
    user,
    seccomp: found.seccomp,
    noNewPrivileges: first.noNewPrivileges ?? then.noNewPrivileges ?? DEFAULT_CONFIGURATION.noNewPrivileges,
    builderFlags: joinedFlags(checkedFlags(first.builderFlags), checkedFlags(then.builderFlags)),
    builderEnvironment: { ...then.builderEnvironment, ...first.builderEnvironment },
  };
}

/** The name of a flag without its dashes and its value: `snapshot-mode`. */
export function flagName(flag: string): string {
  return /^--([^=]*)/.exec(flag)?.[1] ?? '';
}

function joinedFlags(first: readonly string[], then: readonly string[]): string[] {
  const named = new Set(first.map(flagName));
  return [...then.filter((flag) => !named.has(flagName(flag))), ...first];
}

function checkedFlags(flags: readonly string[] = []): readonly string[] {
  const wrong = flags.find((flag) => !/^--[A-Za-z][\w-]*(=|$)/.test(flag));
  if (wrong === undefined) return flags;
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(wrong)} is not a flag of a builder`, {
    hint: 'Write each flag as --name or --name=value.',
  });
}

/** Engines take no larger ids. */
const LARGEST_ID = 2 ** 31 - 1;

function parseUser(text: string | number | undefined): Configuration['user'] {
  if (text === undefined) return DEFAULT_CONFIGURATION.user;
  const [, uid, gid] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(String(text)) ?? [];
  const [id, groupId] = [Number(uid), gid === undefined ? null : Number(gid)];
  if (uid !== undefined && Math.max(id, groupId ?? 0) <= LARGEST_ID) return { id, groupId };
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(text)} is not a user that a builder can run as`, {
    hint: `Write UID or UID:GID in numbers up to ${LARGEST_ID}, such as 1000:1000.`,
  });
}

/** A checkout belongs to whoever makes it, and in a pod all containers usually run as the same user. */
function usualOwner(user: Configuration['user']): ContextDelivery['owner'] {
  return user === null ? DEFAULT_CONFIGURATION.context.owner : { uid: user.id, gid: user.groupId ?? 0 };
}

/** A mounted directory of root is no contradiction: any user can read what its modes let him read. */
function ownerFor(
  user: Configuration['user'],
  { kind, owner }: Pick<ContextDelivery, 'kind' | 'owner'>,
): ContextDelivery['owner'] {
  if (kind !== 'tar' || user === null || user.id === 0 || owner === 'as-is' || owner.uid === user.id) return owner;
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `The builder is to run as user ${user.id}, and to unpack a context that belongs to user ${owner.uid}: only root can give files away`,
    {
      hint: `Leave the owner of the context out, give it to user ${user.id}, or mount the context with --context-kind dir.`,
    },
  );
}

function parseContextOwner(text: string): ContextDelivery['owner'] {
  if (text === 'as-is') return text;
  if (text === 'root') return { uid: 0, gid: 0 };
  const [, uid, gid] = /^(\d{1,10}):(\d{1,10})$/.exec(text) ?? [];
  if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(text)} is not an owner of a context`, {
    hint: 'Write root, as-is, or UID:GID, such as 1000:1000.',
  });
}

function absolutePath(path: string): string {
  if (path.startsWith('/') && path !== '/' && !path.split('/').includes('..')) return path.replace(/\/+$/, '');
  throw new HarnessError('BAD_CONFIGURATION', `A context cannot be mounted at ${JSON.stringify(path)}`, {
    hint: 'Give an absolute path in the container, such as /workspace.',
  });
}
