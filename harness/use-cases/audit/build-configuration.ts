import type { SettingRules } from '../../builders/settings/setting-rules.ts';
import type { ConfigurationSettings } from '../../corpus/configuration/configure.ts';
import type { ExecutorFlag } from '../../manifest/executor/executor-flags.ts';
import type { DeclaredBuild } from '../../manifest/model/declared-build.ts';
import { DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';

/** What a trial of a declared build is configured with, and what it cannot have, a sentence each. */
export interface BuildConfiguration {
  readonly settings: ConfigurationSettings;
  readonly notes: readonly string[];
}

/** Directories of a container in which nothing can be mounted for a trial. */
const NOT_MOUNTABLE = /^\/(?:$|(?:proc|sys|dev|etc|bin|lib|usr|kaniko|gate)(?:\/|$))/;

/** The exact configuration of a declared build, as far as a trial can have it. */
export function buildConfiguration(build: DeclaredBuild, rules: SettingRules): BuildConfiguration {
  const { security, owner, modes, cache, secrets, flags } = build;
  const context = contextSettings(build);
  const environment = environmentOf(build, rules);
  const seccomp = seccompOf(build);
  const { user } = security;
  // Root is what Kaniko's image says as well.
  const isRoot = user.value === null || (user.value.id === 0 && (user.value.groupId ?? 0) === 0);
  return {
    settings: {
      ...context.settings,
      contextOwner: owner.value === 'as-is' ? owner.value : `${owner.value.uid}:${owner.value.gid}`,
      contextModes: modes.value,
      cache: cache.value ? 'both' : 'off',
      user: isRoot || user.value === null ? undefined : userText(user.value),
      seccomp: seccomp.value,
      noNewPrivileges: security.noNewPrivileges.value,
      secrets: secrets.map(({ value }) => `id=${value}`),
      builderFlags: flags.map(flagText),
      builderEnvironment: environment.values,
    },
    notes: [...context.notes, ...environment.notes, ...seccomp.notes, ...privilegedNotes(build)],
  };
}

interface Part {
  readonly settings: Pick<ConfigurationSettings, 'contextKind' | 'contextPath'>;
  readonly notes: readonly string[];
}

function contextSettings({ context: { value } }: DeclaredBuild): Part {
  if (value.kind === 'tar' || value.kind === 'bucket') return { settings: { contextKind: 'tar' }, notes: [] };
  const path = value.kind === 'directory' ? value.path : DEFAULT_CONFIGURATION.context.path;
  if (!NOT_MOUNTABLE.test(path)) return { settings: { contextKind: 'dir', contextPath: path }, notes: [] };
  const other = DEFAULT_CONFIGURATION.context.path;
  return {
    settings: { contextKind: 'dir', contextPath: other },
    notes: [`The context is at ${other} in trials: nothing can be mounted at ${path}.`],
  };
}

function flagText({ name, value }: ExecutorFlag): string {
  return value === null ? `--${name}` : `--${name}=${value.value}`;
}

/** The variables that a trial has too: those of credentials and of the image itself are left out, as are values that nobody knows. */
function environmentOf(
  { environment }: DeclaredBuild,
  rules: SettingRules,
): { readonly values: Record<string, string>; readonly notes: string[] } {
  const values: Record<string, string> = {};
  const left: string[] = [];
  for (const { name, value } of environment) {
    if (rules.variable(name) !== undefined || value === undefined || value.unresolved.length > 0) left.push(name);
    else values[name] = value.value;
  }
  const names = [...new Set(left)];
  const notes = names.length === 0 ? [] : [`Trials run without the variables ${names.join(', ')}.`];
  return { values, notes };
}

function userText({ id, groupId }: { readonly id: number; readonly groupId: number | null }): string {
  return groupId === null ? `${id}` : `${id}:${groupId}`;
}

function seccompOf({ security }: DeclaredBuild): {
  readonly value: 'default' | 'unconfined';
  readonly notes: string[];
} {
  const { value } = security.seccomp;
  if (typeof value === 'string') return { value, notes: [] };
  return {
    value: 'default',
    notes: [
      `The profile ${value.localhost} is on the node. Trials run under the engine's own; --seccomp FILE names another one.`,
    ],
  };
}

function privilegedNotes({ security }: DeclaredBuild): string[] {
  return security.privileged.value
    ? ['It is privileged. No trial is: trials show what it needs without the devices and paths of the host.']
    : [];
}
