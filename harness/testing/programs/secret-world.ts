import { mkdir, writeFile } from 'node:fs/promises';
import { canary } from './canaries.ts';
import { type ProgramEnding, startProgram } from './run-program.ts';
import { openScratch } from './scratch.ts';

/** A user who has a secret wherever a user can have one, and cases that write theirs wherever a build can. */
export interface SecretWorld {
  path(...parts: readonly string[]): string;
  /** A case that succeeds, one that fails, and one whose base image is at a registry that asks for a password. */
  readonly cases: Readonly<Record<'telling' | 'failing' | 'private', string>>;
  /** The options with which the secrets are given. */
  readonly options: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Runs the built program as that user. */
  run(...args: readonly string[]): Promise<ProgramEnding>;
  /** Runs it in a terminal; all that it wrote there. */
  runInTerminal(...args: readonly string[]): Promise<ProgramEnding>;
  remove(): Promise<void>;
}

/** Says a value in all forms that are masked. */
const TELLING = [
  'RUN set -x; for one in "$DB_PASSWORD" "$DEPLOY" "$API_KEY" "$HTTP_PROXY"; do',
  '      echo "$one"; echo "me:$one" | base64; echo "$one" | base64; echo "error: $one" >&2; mkdir -p "/tmp/of-$one"; done',
];

const ARGUMENTS = ['ARG DB_PASSWORD', 'ARG DEPLOY', 'ARG API_KEY', 'ARG HTTP_PROXY'];

const SETTINGS = JSON.stringify({ buildArguments: { API_KEY: canary('argument-in-settings') } });

/** `takesSecrets`: whether the builder can be given secrets. */
export async function openSecretWorld(takesSecrets: boolean): Promise<SecretWorld> {
  const scratch = await openScratch();
  const mounts = ['a', 'b'].map((id) => `--mount=type=secret,id=${id},required=true`).join(' ');
  const mounted = takesSecrets
    ? [`RUN ${mounts} cat /run/secrets/*; base64 /run/secrets/a; cp /run/secrets/a /copied`]
    : [];
  const files = { 'case.json': SETTINGS };
  const base = ['FROM busybox:stable', 'RUN test -z "$DEPLOY" && test -z "$DB_PASSWORD"', ...ARGUMENTS];
  const told = [...base, 'ENV SEEN=$DEPLOY', 'LABEL password=$DB_PASSWORD', TELLING.join(' \\\n'), ...mounted];
  const cases = {
    telling: await scratch.writeCase('telling', told, files),
    failing: await scratch.writeCase('failing', [...told, 'RUN echo "Error: $API_KEY and $DEPLOY" >&2; exit 3'], files),
    private: await scratch.writeCase('private', ['FROM localhost:1/private/image:1', 'RUN true']),
  };
  await writeDockerConfiguration(scratch.path('docker'));
  await writeFile(scratch.path('secret'), `${canary('secret-file')}\n`);
  const environment = environmentOf(scratch.path('docker'));
  return {
    path: scratch.path,
    cases,
    options: [...argumentOptions(), ...(takesSecrets ? secretOptions(scratch.path('secret')) : [])],
    environment,
    run: (...args) => startProgram(args, { deadlineMs: 240_000, environment }).ended,
    runInTerminal: (...args) => startProgram(args, { deadlineMs: 240_000, environment, inTerminal: true }).ended,
    remove: scratch.remove,
  };
}

function argumentOptions(): string[] {
  const proxy = `http://me:${encodeURIComponent(canary('argument-with-proxy'))}@127.0.0.1:9`;
  return [
    ...['--build-arg', `DB_PASSWORD=${canary('argument-by-name')}`],
    ...['--build-arg', `HTTP_PROXY=${proxy}`],
    ...['--build-arg-env', 'DEPLOY'],
  ];
}

function secretOptions(file: string): string[] {
  return ['--secret', 'id=a,env=SECRET_A', '--secret', `id=b,src=${file}`];
}

function environmentOf(dockerConfiguration: string): NodeJS.ProcessEnv {
  const proxy = `http://me:${encodeURIComponent(canary('tool-proxy'))}@127.0.0.1:9`;
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    AWS_SECRET_ACCESS_KEY: canary('tool-variable'),
    // Libraries that know it would write whole requests.
    DEBUG: '*',
    DEPLOY: canary('argument-from-environment'),
    SECRET_A: canary('secret-variable'),
    DOCKER_CONFIG: dockerConfiguration,
  };
}

async function writeDockerConfiguration(directory: string): Promise<void> {
  const auth = Buffer.from(`me:${canary('registry-password')}`).toString('base64');
  const auths = {
    'localhost:1': { auth },
    'https://index.docker.io/v1/': { auth },
    'quay.io': { identitytoken: canary('registry-token') },
  };
  await mkdir(directory);
  await writeFile(`${directory}/config.json`, JSON.stringify({ auths }));
}
