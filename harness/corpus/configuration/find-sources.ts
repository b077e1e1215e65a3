import { realpath } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from '../../vocabulary/configuration.ts';
import type { ConfigurationSources, SecretSource } from '../../vocabulary/configuration-sources.ts';
import { displayed } from '../case-location.ts';
import { CASE_SETTINGS_FILE } from '../case-settings.ts';
import { atPlace } from '../input-errors.ts';
import type { ConfigurationSettings, FoundSettings } from './configure.ts';
import { readSeccompFile } from './seccomp-profile.ts';
import { parseSecret, parseStandIn } from './secret-source.ts';

/** Settings, and the directory that their paths are relative to. */
interface PlacedSettings {
  readonly settings: ConfigurationSettings;
  readonly directory: string;
}

/** What settings name of this machine: what the configuration says of it, and where it is. */
export interface FoundSources {
  readonly found: FoundSettings;
  readonly sources: ConfigurationSources;
}

/**
 * Finds the files and secrets that settings name. The command line (`line`) goes first and may name whatever this machine has. Then
 * goes the `case.json` (`own`): it comes with the code under test, so that it gets stand-ins for secrets, and profiles out of its own
 * directory. What neither names is as in `usual`, which has no paths. A seccomp profile is read. The value of a secret is not.
 *
 * @throws HarnessError BAD_CONFIGURATION naming what cannot be used, or is missing.
 */
export async function findSources(
  line: PlacedSettings,
  own: PlacedSettings,
  usual: FoundSettings = DEFAULT_CONFIGURATION,
): Promise<FoundSources> {
  const file = displayed(join(own.directory, CASE_SETTINGS_FILE), { workingDirectory: line.directory });
  const given = eachOnce((line.settings.secrets ?? []).map((text) => parseSecret(text, line.directory)));
  const standIns = atPlace(file, () => eachOnce((own.settings.secrets ?? []).map(parseStandIn)));
  const named = joinedSecrets(given, standIns);
  const secrets = joinedSecrets(named, usualSecrets(usual, named));
  const { seccomp, seccompFile } =
    (await seccompOfLine(line)) ?? (await seccompOfCase(own, file)) ?? usualSeccomp(usual);
  return {
    found: {
      seccomp,
      secrets: secrets.map(({ id, from }) => ({ id, value: from.kind === 'stand-in' ? 'stand-in' : 'given' })),
    },
    sources: { seccompFile, secrets },
  };
}

interface FoundSeccomp {
  readonly seccomp: Configuration['seccomp'];
  readonly seccompFile: string | null;
}

async function seccompOfLine({ settings: { seccomp }, directory }: PlacedSettings): Promise<FoundSeccomp | undefined> {
  if (seccomp === undefined) return undefined;
  if (seccomp === 'default' || seccomp === 'unconfined') return { seccomp, seccompFile: null };
  return profileIn(resolve(directory, seccomp));
}

async function seccompOfCase(
  { settings: { seccomp }, directory }: PlacedSettings,
  file: string,
): Promise<FoundSeccomp | undefined> {
  if (seccomp === undefined) return undefined;
  if (seccomp === 'default') return { seccomp, seccompFile: null };
  if (seccomp === 'unconfined') throw refusedSeccomp(`${file}: The seccomp filter cannot be taken away there`, seccomp);
  const profile = resolve(directory, seccomp);
  if (await isBelow(profile, directory)) return profileIn(profile);
  throw refusedSeccomp(
    `${file}: The seccomp profile ${JSON.stringify(seccomp)} is outside of the case's directory`,
    'FILE',
  );
}

function refusedSeccomp(message: string, value: string): HarnessError {
  return new HarnessError('BAD_CONFIGURATION', message, {
    hint: `A case.json comes with the code under test. Leave it out there, and use --seccomp ${value} on the command line.`,
  });
}

/** Whether a path is below a directory, by its text and by where its links lead. One that leads nowhere is judged by its text. */
async function isBelow(path: string, directory: string): Promise<boolean> {
  const isInside = (inner: string, outer: string): boolean =>
    inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
  if (!isInside(path, resolve(directory))) return false;
  const real = await realpath(path).catch(() => undefined);
  return real === undefined || isInside(real, await realpath(directory));
}

async function profileIn(seccompFile: string): Promise<FoundSeccomp> {
  const { sha256 } = await readSeccompFile(seccompFile);
  return { seccomp: { name: basename(seccompFile), sha256 }, seccompFile };
}

/** @throws HarnessError for a profile whose file nobody names. */
function usualSeccomp({ seccomp }: FoundSettings): FoundSeccomp {
  if (typeof seccomp === 'string') return { seccomp, seccompFile: null };
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

function eachOnce(parsed: readonly SecretSource[]): readonly SecretSource[] {
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
