import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { HarnessError, messageOf } from '../../errors.ts';
import { askCredentialHelper } from './credential-helper.ts';

/** What lets somebody pull from a registry. `host` is the registry's name in image references: `docker.io`, `quay.io:443`. */
export type RegistryCredentials =
  | { readonly kind: 'password'; readonly host: string; readonly username: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly host: string; readonly token: string };

/** Where credentials are looked for. */
export interface CredentialSources {
  /** For DOCKER_CONFIG and PATH. */
  readonly environment: NodeJS.ProcessEnv;
  readonly homeDirectory: string;
  /** How long a credential helper may take. */
  readonly helperDeadlineMs: number;
}

const entrySchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});

const configSchema = z.object({
  auths: z.record(z.string(), entrySchema).optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
  credsStore: z.string().optional(),
});

type DockerConfig = z.infer<typeof configSchema>;

/** Docker Hub's name in image references, and the address under which Docker keeps its credentials. */
const DOCKER_HUB = { host: 'docker.io', address: 'https://index.docker.io/v1/' };

/**
 * The user's own credentials for a registry (`docker.io`, `registry.example.com:5000`), as the Docker client would find them:
 * from the registry's credential helper, else the store for all registries, else the configuration file. Undefined if there
 * are none.
 *
 * @throws HarnessError BAD_CREDENTIALS for a broken configuration or helper.
 */
export async function credentialsFor(
  host: string,
  sources: Partial<CredentialSources> = {},
): Promise<RegistryCredentials | undefined> {
  const { environment = process.env, homeDirectory = homedir(), helperDeadlineMs = 30_000 } = sources;
  const { DOCKER_CONFIG: directory } = environment;
  const file = join(directory || join(homeDirectory, '.docker'), 'config.json');
  const config = await readDockerConfig(file);
  const place: Place = { host, address: host === DOCKER_HUB.host ? DOCKER_HUB.address : host, file };
  const helper = config.credHelpers?.[host] ?? config.credHelpers?.[place.address] ?? config.credsStore;
  if (helper === undefined || helper === '') return fromFile(config, place);
  const found = await askCredentialHelper(helper, place.address, environment, helperDeadlineMs);
  return found && toCredentials(found.username, found.secret, host);
}

/** A registry in the Docker client's configuration. */
interface Place {
  readonly host: string;
  /** Under which Docker keeps its credentials. */
  readonly address: string;
  readonly file: string;
}

async function readDockerConfig(file: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new HarnessError('BAD_CREDENTIALS', `Cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (error) {
    // The parser would repeat a part of the file, which may be a credential.
    const reason = error instanceof z.ZodError ? describe(error) : 'it is not JSON';
    throw new HarnessError('BAD_CREDENTIALS', `${file} is not a valid Docker configuration: ${reason}`);
  }
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0] ?? error.message;
}

function fromFile({ auths = {} }: DockerConfig, place: Place): RegistryCredentials | undefined {
  const { host, address, file } = place;
  const wanted = hostnameOf(address);
  const key = Object.hasOwn(auths, address)
    ? address
    : Object.keys(auths).find((candidate) => hostnameOf(candidate) === wanted);
  const entry = key === undefined ? undefined : auths[key];
  if (entry === undefined) return undefined;
  if (entry.identitytoken) return { kind: 'identity-token', host, token: entry.identitytoken };
  if (entry.auth) return decodeAuth(entry.auth, place, `${file}: auths.${key}.auth`);
  if (entry.username && entry.password) return toCredentials(entry.username, entry.password, host);
  return undefined;
}

/** `https://index.docker.io/v1/` and `index.docker.io` are the same registry. */
function hostnameOf(address: string): string {
  return address.replace(/^https?:\/\//, '').split('/')[0] ?? address;
}

function decodeAuth(auth: string, { host, address }: Place, where: string): RegistryCredentials {
  const decoded = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  if (colon > 0) return toCredentials(decoded.slice(0, colon), decoded.slice(colon + 1), host);
  throw new HarnessError('BAD_CREDENTIALS', `${where} is not the Base64 of user:password`, {
    hint: `Run: docker login ${hostnameOf(address)}`,
  });
}

/** Docker's convention: the user name `<token>` says that the secret is an identity token. */
function toCredentials(username: string, secret: string, host: string): RegistryCredentials {
  if (username === '<token>') return { kind: 'identity-token', host, token: secret };
  return { kind: 'password', host, username, password: secret };
}
