import { basename, resolve } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import type { ConfigurationSources, SecretSource } from '../../vocabulary/configuration-sources.ts';
import type { ConfigurationSettings, FoundSettings } from './configure.ts';
import { readSeccompFile } from './seccomp-profile.ts';
import { parseSecret } from './secret-source.ts';

/** Settings, and the directory that their paths are relative to. */
export interface PlacedSettings {
  readonly settings: ConfigurationSettings;
  readonly directory: string;
}

/** What settings name of this machine: what the configuration says of it, and where it is. */
export interface FoundSources {
  readonly found: FoundSettings;
  readonly sources: ConfigurationSources;
}

/**
 * Finds the files and secrets that settings name. What goes first is named by `first`, then by `then`; secrets are joined by their
 * ids. What neither names is as in `usual`, which has no paths. A seccomp profile is read. The value of a secret is not.
 *
 * @throws HarnessError BAD_CONFIGURATION naming what cannot be used, or is missing.
 */
export async function findSources(
  first: PlacedSettings,
  then: PlacedSettings,
  usual: FoundSettings = DEFAULT_CONFIGURATION,
): Promise<FoundSources> {
  const named = joinedSecrets(secretsOf(first), secretsOf(then));
  const secrets = joinedSecrets(named, usualSecrets(usual, named));
  const placed = first.settings.seccomp === undefined ? then : first;
  const { seccomp, seccompFile } = await findSeccomp(placed, usual);
  return {
    found: {
      seccomp,
      secrets: secrets.map(({ id, from }) => ({ id, value: from.kind === 'stand-in' ? 'stand-in' : 'given' })),
    },
    sources: { seccompFile, secrets },
  };
}

async function findSeccomp(
  { settings: { seccomp }, directory }: PlacedSettings,
  usual: FoundSettings,
): Promise<{ readonly seccomp: Configuration['seccomp']; readonly seccompFile: string | null }> {
  if (seccomp === undefined) return { seccomp: usualFilter(usual), seccompFile: null };
  if (seccomp === 'default' || seccomp === 'unconfined') return { seccomp, seccompFile: null };
  const seccompFile = resolve(directory, seccomp);
  const { sha256 } = await readSeccompFile(seccompFile);
  return { seccomp: { name: basename(seccompFile), sha256 }, seccompFile };
}

/** @throws HarnessError for a profile whose file nobody names. */
function usualFilter({ seccomp }: FoundSettings): Configuration['seccomp'] {
  if (typeof seccomp === 'string') return seccomp;
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `The case is locked with the seccomp profile ${seccomp.name}, but its file is not named`,
    {
      hint: 'Name it with --seccomp FILE, or in case.json.',
    },
  );
}

/** @throws HarnessError for a secret whose value nobody gives. */
function usualSecrets({ secrets }: FoundSettings, named: readonly SecretSource[]): SecretSource[] {
  const others = secrets.filter(({ id }) => !named.some((one) => one.id === id));
  const missing = others.find(({ value }) => value === 'given');
  if (missing === undefined) return others.map(({ id }) => ({ id, from: { kind: 'stand-in' } }));
  throw new HarnessError(
    'BAD_CONFIGURATION',
    `The case is locked with the secret ${missing.id}, but its value is not given`,
    {
      hint: `Give it with --secret id=${missing.id},src=FILE or --secret id=${missing.id},env=NAME.`,
    },
  );
}

function secretsOf({ settings: { secrets = [] }, directory }: PlacedSettings): SecretSource[] {
  const parsed = secrets.map((text) => parseSecret(text, directory));
  const twice = parsed.find(({ id }, index) => parsed.findIndex((other) => other.id === id) < index);
  if (twice === undefined) return parsed;
  throw new HarnessError('BAD_CONFIGURATION', `The secret ${twice.id} is given twice`, {
    hint: 'Give each secret once.',
  });
}

/** In the order of their ids: the order in which they are given means nothing. */
function joinedSecrets(first: readonly SecretSource[], then: readonly SecretSource[]): SecretSource[] {
  const named = new Set(first.map(({ id }) => id));
  return [...first, ...then.filter(({ id }) => !named.has(id))].sort((a, b) => (a.id < b.id ? -1 : 1));
}
