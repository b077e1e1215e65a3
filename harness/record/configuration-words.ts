import { safeText, shorten } from '../text/plain-text.ts';
import type { Configuration } from '../vocabulary/configuration.ts';
import { differingSettings, type SettingName, unusualSettings } from '../vocabulary/configuration-settings.ts';

/** The longest flag or environment variable that is told in full; the record has the whole of it. */
const LONGEST = 120;

/** What a configuration without anything unusual is called. */
export const DEFAULT_WORDS = 'the default';

/** What of a configuration is not as by default, each in a few plain words. Flags and values are a stranger's, and made safe. */
export function unusualWords(configuration: Configuration): string[] {
  return wordsOf(configuration, unusualSettings(configuration));
}

/** The same in one line; `the default` for a configuration without anything unusual. */
export function configurationText(configuration: Configuration): string {
  return inOneLine(unusualWords(configuration));
}

/** What two configurations do not have in common, in words; null where nothing differs. */
export function configurationDifference(
  before: Configuration,
  after: Configuration,
): { readonly before: string; readonly after: string } | null {
  const differing = differingSettings(before, after);
  if (differing.length === 0) return null;
  return { before: sideText(before, after, differing), after: sideText(after, before, differing) };
}

/** The value of one setting in words: `1000:1000` for the owner of a context. */
export function settingText(configuration: Configuration, name: SettingName): string {
  const { context, user } = configuration;
  switch (name) {
    case 'context.kind':
      return KINDS[context.kind];
    case 'context.path':
      return safeText(context.path);
    case 'context.owner':
      return ownerText(context.owner);
    case 'context.modes':
      return context.modes === 'git' ? 'as git checks out' : 'as is';
    case 'cache':
      return configuration.cache;
    case 'user':
      return user === null ? 'as the builder needs' : userText(user);
    case 'noNewPrivileges':
      return configuration.noNewPrivileges ? 'on' : 'off';
    case 'seccomp':
      return seccompText(configuration.seccomp);
    case 'secrets':
    case 'builderFlags':
    case 'builderEnvironment':
      return listWords(configuration, name).join(' ') || 'none';
  }
}

/** How a context reached the builder, in words: `a mounted directory`. */
export const KINDS = { dir: 'a mounted directory', tar: 'a tar' } as const;

/** What one side has that the other has not. An unusual value speaks for itself; of two flag lists only what differs is told. */
function sideText(own: Configuration, other: Configuration, differing: readonly SettingName[]): string {
  const isTold = (name: SettingName): boolean =>
    differing.includes(name === 'context.path' && own.context.kind !== other.context.kind ? 'context.kind' : name);
  const told = wordsOf(own, unusualSettings(own).filter(isTold));
  const shared = new Set(wordsOf(other, differing));
  const apart = told.filter((words) => !shared.has(words));
  // The same flags in another order.
  return inOneLine(apart.length === 0 && told.length > 0 && isReordered(own, other) ? told : apart);
}

function isReordered(one: Configuration, other: Configuration): boolean {
  return one.builderFlags.toSorted().join('\n') === other.builderFlags.toSorted().join('\n');
}

function inOneLine(words: readonly string[]): string {
  return words.length === 0 ? DEFAULT_WORDS : words.join('; ');
}

/** The words of these settings; all that is to be said of a context is one phrase. */
function wordsOf(configuration: Configuration, names: readonly SettingName[]): string[] {
  const ofContext = names.filter((name) => name.startsWith('context.'));
  return [
    ...(ofContext.length === 0 ? [] : [contextWords(configuration, new Set(ofContext))]),
    ...names.flatMap((name) => ownWords(configuration, name)),
  ];
}

function contextWords({ context }: Configuration, names: ReadonlySet<SettingName>): string {
  const { owner } = context;
  const owned =
    owner === 'as-is' ? ' that belongs to whom it does on this machine' : ` that belongs to ${ownerText(owner)}`;
  return [
    `context: ${KINDS[context.kind]}`,
    ...(names.has('context.path') ? [` at ${safeText(shorten(context.path, LONGEST))}`] : []),
    ...(names.has('context.owner') ? [owned] : []),
    ...(names.has('context.modes') ? [`, its modes ${context.modes === 'git' ? 'as git checks out' : 'as is'}`] : []),
  ].join('');
}

function ownWords(configuration: Configuration, name: SettingName): string[] {
  const { cache, user, seccomp, noNewPrivileges } = configuration;
  switch (name) {
    case 'cache':
      return [cache === 'off' ? 'no cache' : `${cache} cache`];
    case 'user':
      return [user === null ? 'runs as the builder needs' : `runs as ${userText(user)}`];
    case 'noNewPrivileges':
      return [noNewPrivileges ? 'no-new-privileges' : 'without no-new-privileges'];
    case 'seccomp':
      return [`seccomp: ${seccompText(seccomp)}`];
    case 'secrets':
    case 'builderFlags':
    case 'builderEnvironment':
      return listWords(configuration, name);
    default:
      return [];
  }
}

function listWords(
  { secrets, builderFlags, builderEnvironment }: Configuration,
  name: 'secrets' | 'builderFlags' | 'builderEnvironment',
): string[] {
  const words = {
    secrets: () => secrets.map(({ id, value }) => `secret ${id}${value === 'stand-in' ? ' (stand-in)' : ''}`),
    builderFlags: () => builderFlags,
    builderEnvironment: () =>
      Object.entries(builderEnvironment)
        .toSorted()
        .map(([key, value]) => `${key}=${value}`),
  }[name]();
  return words.map((text) => safeText(shorten(text, LONGEST)));
}

/** Whom files belong to: `1000:1000`. */
function ownerText(owner: Configuration['context']['owner']): string {
  return owner === 'as-is' ? 'as is' : `${owner.uid}:${owner.gid}`;
}

function userText({ id, groupId }: NonNullable<Configuration['user']>): string {
  return groupId === null ? `${id}` : `${id}:${groupId}`;
}

function seccompText(seccomp: Configuration['seccomp']): string {
  if (seccomp === 'default') return "the engine's own profile";
  return seccomp === 'unconfined'
    ? seccomp
    : safeText(`${shorten(seccomp.name, LONGEST)} (${seccomp.sha256.slice(0, 12)})`);
}
