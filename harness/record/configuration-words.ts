import { safeText, shorten } from '../text/plain-text.ts';
import type { Configuration, ContextModes } from '../vocabulary/configuration.ts';
import { differingSettings, type SettingName, unusualSettings } from '../vocabulary/configuration-settings.ts';

/** The longest flag or environment variable that is told in full; the record has the whole of it. */
const LONGEST = 120;

/** The longest list of flags or variables that is told in full where two are compared. */
const LONGEST_LIST = 400;

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

/** What each setting is called. */
export const SETTING_WORDS: Readonly<Record<SettingName, string>> = {
  'context.kind': 'how the context arrives',
  'context.path': 'where the context is mounted',
  'context.owner': 'the owner of the context',
  'context.modes': 'the modes of the context',
  cache: 'the cache',
  secrets: 'secrets',
  user: 'the user that the builder runs as',
  seccomp: 'the seccomp profile',
  noNewPrivileges: 'no-new-privileges',
  builderFlags: 'flags of the builder',
  builderEnvironment: 'environment variables of the builder',
};

/** One setting in which two configurations differ, with both of its values in words. */
export interface SettingChange {
  readonly name: SettingName;
  readonly before: string;
  readonly after: string;
}

/** The settings in which two configurations differ. */
export function settingChanges(before: Configuration, after: Configuration): SettingChange[] {
  return differingSettings(before, after).map((name) => ({
    name,
    before: settingText(before, name),
    after: settingText(after, name),
  }));
}

/** How two configurations differ: both values of each setting that does, and on which side each is where the sides have names. */
export function settingChangesText(
  changes: readonly SettingChange[],
  sides: { readonly before: string; readonly after: string } = { before: '', after: '' },
): string {
  const told = (value: string): string => safeText(shorten(value, LONGEST_LIST));
  return changes
    .map(
      ({ name, before, after }) =>
        `${SETTING_WORDS[name]}: ${told(after)}${sides.after} instead of ${told(before)}${sides.before}`,
    )
    .join('; ');
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
      return MODES[context.modes];
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

/** Which permissions a context has, in words: `its modes as git checks out`. */
const MODES: Readonly<Record<ContextModes, string>> = {
  'as-is': 'as is',
  git: 'as git checks out',
  'git-umask-0': 'as git checks out under umask 0',
};

/** How a context reached the builder, in words: `a mounted directory`. */
export const KINDS = { dir: 'a mounted directory', tar: 'a tar' } as const;

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
    ...(names.has('context.modes') ? [`, its modes ${MODES[context.modes]}`] : []),
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
