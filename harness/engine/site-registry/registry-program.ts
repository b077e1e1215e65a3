import { get } from 'node:http';
import { FACTS_FUNCTION } from './container-facts.ts';
import {
  BASES_ROOT,
  REDIRECTED_PORT,
  REGISTRY_HOST,
  REGISTRY_PORT,
  registryFiles,
  TRIAL_CACHES,
  TRIAL_IMAGES,
  TRIALS_ROOT,
} from './registry-layout.ts';

/**
 * A program of the auxiliary image: registries of the distribution project, and a shell that answers questions on its standard
 * input (`registry-channel.ts`). It ends when its input is closed.
 */
export interface RegistryProgram {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The port at which the keeper takes base images. Not below 1024: not every engine lets a program without a capability listen there. */
export const KEEPER_BASES_PORT = 8080;

/** The port at which the keeper serves what trials wrote. */
export const KEEPER_TRIALS_PORT = 8081;

/** A file that is there once the image's shell has run: without it the image is no auxiliary image. */
export const CONFIGURATION_FILE = '/tmp/registry.yml';

const NONCE_HEADER = 'X-Kaniko-Caps-Run';

/**
 * What the keeper can do, as functions of a shell: `prepare` makes the directories, `show` links the base images into the place of
 * trials, `copy FROM TO` copies a cache, `facts` tells what a container here finds.
 */
export function keeperFunctions(): string {
  const [bases, trials] = [registryFiles(BASES_ROOT), registryFiles(TRIALS_ROOT)];
  const ours = [TRIAL_IMAGES, TRIAL_CACHES].map((name) => `${trials}/repositories/${name}`);
  return `
prepare() {
  mkdir -p ${trials}/blobs/sha256 ${bases}/blobs/sha256 ${bases}/repositories ${ours.join(' ')} || return 1
  chmod 0300 ${ours.join(' ')} && chmod 0100 ${trials}/repositories
}
show() {
  for blob in ${bases}/blobs/sha256/*/*; do
    at="${trials}/\${blob#${bases}/}"
    [ ! -e "$blob" ] || [ -e "$at" ] || { mkdir -p "\${at%/*}" && ln -s "$blob" "$at"; } || return 1
  done
  chmod 0300 ${trials}/repositories || return 1
  for name in ${bases}/repositories/*; do
    at="${trials}/repositories/\${name##*/}"
    [ ! -e "$name" ] || [ -e "$at" ] || ln -s "$name" "$at" || return 1
  done
  chmod 0100 ${trials}/repositories
}
copy() {
  from="${trials}/repositories/$1"; to="${trials}/repositories/$2"
  [ -d "$from" ] || return 0
  [ ! -e "$to" ] || { echo "$2 exists"; return 1; }
  mkdir -p "\${to%/*}" && cp -R "$from" "$to"
}
${FACTS_FUNCTION}`;
}

/**
 * The registry from which the harness reads, and into which it puts base images. `nonce` tells it from any other that may
 * listen somewhere.
 *
 * It answers `ready`, which waits until both of its registries answer, `facts`, which tells what a container here finds, `show`, which links the base images into the place of trials, and `copy FROM TO`, which copies a cache. The
 * directories of repositories can be passed and not listed, and only two of them take new entries: the registry has no
 * capability with which it could do more, although it runs as root. So no trial can make a repository of another name, nor find
 * out what those of other trials are called.
 */
export function keeperProgram(nonce: string): RegistryProgram {
  const script = `${keeperFunctions()}
prepare || exit 1
serve() { printf %s "$2" > "$1" && /bin/registry serve "$1" & }
ready() {
  for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40; do
    wget -q -O /dev/null http://127.0.0.1:${KEEPER_BASES_PORT}/v2/ && wget -q -O /dev/null http://127.0.0.1:${KEEPER_TRIALS_PORT}/v2/ && return
    sleep 0.1
  done 2> /dev/null
  return 1
}
serve ${CONFIGURATION_FILE} "$BASES"
serve /tmp/trials.yml "$TRIALS"
${ANSWERING}`;
  const headers = { [NONCE_HEADER]: [nonce] };
  return {
    command: ['/bin/sh', '-c', script, nonce],
    environment: environment({
      BASES: configuration({ root: BASES_ROOT, address: `:${KEEPER_BASES_PORT}`, headers, tells: false }),
      TRIALS: configuration({ root: TRIALS_ROOT, address: `:${KEEPER_TRIALS_PORT}`, headers, tells: false }),
    }),
  };
}

/** Where the registry of a room listens, and keeps what it needs itself. */
export interface RoomListening {
  readonly address: string;
  readonly port: number;
  /** Absolute; of this room alone. */
  readonly directory: string;
}

/** At the loopback of a network that no other room is in. */
const OWN_LOOPBACK: RoomListening = { address: REGISTRY_HOST, port: REGISTRY_PORT, directory: '/tmp' };

/**
 * The registry of a room; its trials reach nothing else. It writes down each request.
 *
 * It answers `ping WORD`, which asks the registry itself for an answer, and so has it write down the word, with the blocks, the
 * bytes of a block and the files that are free on its disk; `arm WORD`, after which it stops the registry at each begin of
 * an upload to an image's repository, and tells so with `held WORD`; `on`, which lets the registry go on and may be asked only
 * then; `disarm`; and `idle`, which waits until nobody is connected to it. The pipe of `on` stays open: opened anew for each
 * upload, it could end by the `on` of the one before, and the next `on` would wait for ever. So whoever watches can look who is there to upload,
 * however fast that is. `isRedirected` says whether it is to be found at the port of plain HTTP as well.
 */
export function roomProgram(isRedirected: boolean, listening: RoomListening = OWN_LOOPBACK): RegistryProgram {
  const { address, port, directory: own } = listening;
  const script = `
ping() {
  wget -q -O /dev/null "http://${REGISTRY_HOST}:${port}/v2/?$1" || return
  stat -f -c '%a %S %d' ${TRIALS_ROOT} 2> /dev/null || true
}
arm() { echo "$1" > ${own}/armed; }
disarm() { rm -f ${own}/armed; }
idle() {
  for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    awk '$2 ~ /:(${portInHex(port)}|${portInHex(REDIRECTED_PORT)})$/ && ($4 == "01" || $4 == "08") { exit 1 }' /proc/net/tcp && return
    sleep 0.1
  done
  echo 'somebody is still connected to it'
  return 1
}
on() { echo > ${own}/on; }
hold() { kill -STOP "$registry"; printf '\\nheld %s\\n' "$1"; read -r _ <&3; kill -CONT "$registry"; }
mkdir -p ${own} && mkfifo ${own}/log ${own}/on || exit 1
printf %s "$TRIALS" > ${own}/registry.yml
/bin/registry serve ${own}/registry.yml > ${own}/log &
registry=$!
trap 'kill -KILL "$registry"' EXIT
if [ -n "$REDIRECTED" ]; then
  printf %s "$REDIRECTED" > ${own}/redirected.yml
  /bin/registry serve ${own}/redirected.yml > ${own}/log &
fi
while IFS= read -r line; do
  printf '%s\\n' "$line"
  case $line in *'"POST /v2/${TRIAL_IMAGES}/'*/blobs/uploads/*) read -r word 2> /dev/null < ${own}/armed && hold "$word";; esac
done < ${own}/log 3<> ${own}/on &
${ANSWERING}`;
  const at = (atPort: number): string =>
    configuration({ root: TRIALS_ROOT, address: `${address}:${atPort}`, headers: {}, tells: true });
  return {
    command: ['/bin/sh', '-c', script],
    environment: environment({ TRIALS: at(port), REDIRECTED: isRedirected ? at(REDIRECTED_PORT) : '' }),
  };
}

/** As the kernel lists it in `/proc/net/tcp`. */
function portInHex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/**
 * Answers each line `nonce function arguments` with `nonce code what it wrote`, in a line of its own. A `ping` is waited for
 * beside the rest: the registry that it asks may stand still until another line comes.
 */
const ANSWERING = `
answer() {
  nonce=$1
  shift
  said=$("$@" 2>&1)
  printf '\\n%s %s %s\\n' "$nonce" "$?" "$(printf %s "$said" | tr '\\n' ' ')"
}
while read -r nonce function one two; do
  if [ "$function" = ping ]; then answer "$nonce" ping "$one" & else answer "$nonce" "$function" $one $two; fi
done`;

function environment(configurations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...configurations, OTEL_TRACES_EXPORTER: 'none' };
}

interface Configuration {
  readonly root: string;
  readonly address: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Whether it writes a line for each request. */
  readonly tells: boolean;
}

/** A configuration file of the registry; JSON is YAML. */
function configuration({ root, address, headers, tells }: Configuration): string {
  return JSON.stringify({
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: !tells } },
    storage: { filesystem: { rootdirectory: root }, maintenance: { uploadpurging: { enabled: false } } },
    http: { addr: address, headers },
  });
}

/**
 * Whether the registry with this nonce answers at a URL. Not with fetch: a connection that is closed before any answer leaves it
 * pending with nothing to keep the process alive.
 */
export function isRegistryAt(url: string, nonce: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/v2/`, { timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.headers[NONCE_HEADER.toLowerCase()] === nonce);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}
