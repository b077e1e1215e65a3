import { HarnessError } from '../../errors.ts';
import { type BuilderProfile, profileEnvironment } from '../../vocabulary/builder-profiles.ts';
import {
  type Configuration,
  type ContextDelivery,
  DEFAULT_CONFIGURATION,
  flagName,
} from '../../vocabulary/configuration.ts';
import { contextKindFor, contextOwnerFor, LARGEST_ID, parseUser } from './run-as.ts';

/** The caches with which a case is to be built; `both` for a pipeline that now finds its layers and now does not. */
export const CACHE_WISHES = ['off', 'cold', 'warm', 'both'] as const;

/** The caches with which a case is to be built. */
export type CacheWish = (typeof CACHE_WISHES)[number];

/** What the command line or a `case.json` sets of a configuration; what is left out is not set. */
export interface ConfigurationSettings {
  readonly contextKind?: ContextDelivery['kind'] | undefined;
  readonly contextPath?: string | undefined;
  /** `root`, `as-is`, or `UID:GID`. */
  readonly contextOwner?: string | undefined;
  readonly contextModes?: ContextDelivery['modes'] | undefined;
  readonly cache?: CacheWish | undefined;
  /** Named sets of variables; a variable by its own name goes before them. */
  readonly builderProfiles?: readonly BuilderProfile[] | undefined;
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

/** What is known beside the settings. */
interface Known {
  /** What holds where the settings say nothing. @default DEFAULT_CONFIGURATION */
  readonly usual?: Configuration | undefined;
  /** What was found where the settings name files and secrets. @default as in `usual` */
  readonly found?: FoundSettings | undefined;
}

/**
 * The configurations of a case, one for each cache with which it is to be built. What is set by neither is as in `usual`, which has
 * at most one configuration for each cache.
 *
 * @throws HarnessError BAD_CONFIGURATION naming the setting that cannot be used.
 */
export function configurationsOf(
  first: ConfigurationSettings,
  then: ConfigurationSettings,
  { usual = [], found }: { readonly usual?: readonly Configuration[]; readonly found?: FoundSettings } = {},
): Configuration[] {
  const wish = first.cache ?? then.cache;
  if (wish === undefined) {
    const [one = DEFAULT_CONFIGURATION, ...others] = usual;
    return [one, ...others].map((each) => configure(first, then, { usual: each, found }));
  }
  return cachesOf(wish).map((cache) => {
    // What was found with one cache says nothing of how a build with another one is configured.
    const base = usual.find((one) => one.cache === cache) ?? DEFAULT_CONFIGURATION;
    return { ...configure(first, then, { usual: base, found }), cache };
  });
}

/** The caches that a wish asks for. */
export function cachesOf(wish: CacheWish): readonly Configuration['cache'][] {
  return wish === 'both' ? ['cold', 'warm'] : [wish];
}

/**
 * The configuration of a case, its cache as in `usual`: what goes first is set by `first`, then by `then`, then by `usual`. A flag
 * replaces those of the same name, so that `--builder-flag=--snapshot-mode=full` undoes what a `case.json` says.
 *
 * @throws HarnessError BAD_CONFIGURATION naming the setting that cannot be used.
 */
export function configure(
  first: ConfigurationSettings,
  then: ConfigurationSettings,
  { usual = DEFAULT_CONFIGURATION, found = usual }: Known = {},
): Configuration {
  const { context } = usual;
  const asked = first.user ?? then.user;
  const user = asked === undefined ? usual.user : parseUser(asked);
  // Another user than usual has another kind and another owner of the context, unless something says which.
  const usualContext = asked === undefined ? context : undefined;
  const kind = contextKindFor(user, first.contextKind ?? then.contextKind ?? usualContext?.kind);
  if (kind === 'tar' && first.contextPath !== undefined) throw pathOfTar();
  const owner = first.contextOwner ?? then.contextOwner;
  return {
    context: {
      kind,
      path: mountPoint(first.contextPath ?? then.contextPath ?? context.path),
      owner: contextOwnerFor(user, kind, owner === undefined ? usualContext?.owner : parseContextOwner(owner)),
      modes: first.contextModes ?? then.contextModes ?? context.modes,
    },
    cache: usual.cache,
    secrets: found.secrets,
    user,
    seccomp: found.seccomp,
    noNewPrivileges: first.noNewPrivileges ?? then.noNewPrivileges ?? usual.noNewPrivileges,
    builderFlags: joinedFlags(
      checkedFlags(first.builderFlags),
      joinedFlags(checkedFlags(then.builderFlags), usual.builderFlags),
    ),
    builderEnvironment: { ...usual.builderEnvironment, ...environmentOf(then), ...environmentOf(first) },
  };
}

function pathOfTar(): HarnessError {
  return new HarnessError('BAD_CONFIGURATION', 'A context of kind tar is not mounted, so it has no path', {
    hint: 'Leave the path out, or use a context of kind dir.',
  });
}

function joinedFlags(first: readonly string[], then: readonly string[]): string[] {
  const named = new Set(first.map(flagName));
  return [...then.filter((flag) => !named.has(flagName(flag))), ...first];
}

function environmentOf({
  builderProfiles = [],
  builderEnvironment = {},
}: ConfigurationSettings): Record<string, string> {
  const wrong = Object.entries(builderEnvironment).find(([name, value]) => !isVariable(name, value));
  if (wrong === undefined) return { ...profileEnvironment(builderProfiles), ...builderEnvironment };
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(wrong[0])} cannot be a variable of the builder`, {
    hint: 'Write each variable as NAME=VALUE, without spaces in the name.',
  });
}

function isVariable(name: string, value: string): boolean {
  return /^[^\s=\p{C}]+$/u.test(name) && !value.includes('\0');
}

function checkedFlags(flags: readonly string[] = []): readonly string[] {
  const wrong = flags.find((flag) => !/^--[A-Za-z][\w-]*(=|$)/.test(flag) || flag.includes('\0'));
  if (wrong === undefined) return flags;
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(wrong)} is not a flag of a builder`, {
    hint: 'Write each flag as --name or --name=value.',
  });
}

/**
 * Reads `root`, `as-is` or `UID:GID`.
 *
 * @throws HarnessError BAD_CONFIGURATION
 */
export function parseContextOwner(text: string): ContextDelivery['owner'] {
  if (text === 'as-is') return text;
  if (text === 'root') return { uid: 0, gid: 0 };
  const [, uid, gid] = /^(\d{1,10}):(\d{1,10})$/.exec(text) ?? [];
  const owner = { uid: Number(uid), gid: Number(gid) };
  if (uid !== undefined && Math.max(owner.uid, owner.gid) <= LARGEST_ID) return owner;
  throw new HarnessError('BAD_CONFIGURATION', `${JSON.stringify(text)} is not an owner of a context`, {
    hint: 'Write root, as-is, or UID:GID, such as 1000:1000.',
  });
}

/** Directories that a container or its builder needs as they are. */
const TAKEN: readonly string[] = ['proc', 'sys', 'dev', 'etc', 'bin', 'lib', 'usr', 'kaniko', 'gate'];

function mountPoint(path: string): string {
  const [root, ...parts] = path.replace(/(?<!\/)\/+$/, '').split('/');
  const isPlain = root === '' && parts.length > 0 && parts.every((part) => !['', '.', '..'].includes(part));
  if (isPlain && !TAKEN.includes(parts[0] ?? '')) return `/${parts.join('/')}`;
  throw new HarnessError('BAD_CONFIGURATION', `A context cannot be mounted at ${JSON.stringify(path)}`, {
    hint: 'Give an absolute path in the container that is not used otherwise, such as /workspace.',
  });
}
