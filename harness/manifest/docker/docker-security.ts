import type { DeclaredSeccomp, DeclaredSecurity } from '../model/security.ts';
import { assumed, givenBy, type Stated, writtenAt } from '../model/stated.ts';
import type { GivenAnswers } from '../model/system.ts';
import type { Written } from '../model/written.ts';
import { withCapabilitiesInForce } from '../security/capabilities-in-force.ts';
import { readCapabilityWord } from '../security/capability-words.ts';
import { RUNTIMES, type RuntimeName } from '../security/runtimes.ts';
import { type DockerOption, lastOption, optionValues } from './docker-options.ts';

/** What Docker, and whatever is like it, is told of a container's privileges. */
export interface DockerPrivileges {
  /** Undefined where nothing is said. */
  readonly privileged: Stated<boolean> | undefined;
  readonly added: readonly Written[];
  readonly dropped: readonly Written[];
  /** `0`, `1000:1000`, `root`; undefined where nothing is said. */
  readonly user: Written | undefined;
  /** `no-new-privileges:true`, `seccomp=unconfined`. */
  readonly securityOptions: readonly Written[];
  readonly runtime: Stated<RuntimeName>;
}

/** What a container is granted, and how it is confined. */
export function dockerSecurity(told: DockerPrivileges): DeclaredSecurity {
  const { runtime } = told;
  const read = (words: readonly Written[]) =>
    words.map(({ value, place }) => readCapabilityWord(value, place, { spelling: 'docker', runtime: runtime.value }));
  const privileged = told.privileged ?? assumed(false, `${RUNTIMES[runtime.value].title}'s default`);
  return withCapabilitiesInForce({
    privileged,
    added: read(told.added),
    dropped: read(told.dropped),
    namesCapabilities: told.added.length + told.dropped.length > 0,
    user: userOf(told.user),
    noNewPrivileges: noNewPrivilegesOf(told),
    seccomp: seccompOf(told, privileged.value),
    runtime,
  });
}

/** What options of `docker run` say of privileges. */
export function privilegesOfOptions(options: readonly DockerOption[], runtime: Stated<RuntimeName>): DockerPrivileges {
  const privileged = lastOption(options, 'privileged');
  return {
    privileged:
      privileged === undefined
        ? undefined
        : writtenAt(privileged.value === null || /^(?:1|t|true)$/i.test(privileged.value.value), privileged.place),
    added: optionValues(options, 'cap-add').flatMap(eachOf),
    dropped: optionValues(options, 'cap-drop').flatMap(eachOf),
    user: lastOption(options, 'user')?.value ?? undefined,
    securityOptions: optionValues(options, 'security-opt'),
    runtime,
  };
}

/** Podman takes several names with commas between them. */
function eachOf(word: Written): Written[] {
  return word.value.split(',').map((value) => ({ ...word, value }));
}

/** Docker, unless the command line says otherwise. */
export function dockerRuntime(
  { runtime }: GivenAnswers,
  usual: RuntimeName = 'docker',
  because = 'the command says it',
): Stated<RuntimeName> {
  return runtime === undefined ? assumed(usual, because) : givenBy(runtime, '--runtime');
}

const USUAL_USER = 'the image says it: root, for Kaniko';

function userOf(user: Written | undefined): DeclaredSecurity['user'] {
  if (user === undefined || user.value === '') return assumed(null, USUAL_USER);
  const [name = '', group] = user.value.split(':');
  const [id, groupId] = [idOf(name), group === undefined ? null : idOf(group)];
  if (id === undefined || groupId === undefined) {
    return assumed(null, `nothing says which id ${user.value} has in the image, so root is taken for it`);
  }
  return writtenAt({ id, groupId }, user.place);
}

function idOf(text: string): number | undefined {
  if (text === 'root') return 0;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** `no-new-privileges`, `no-new-privileges:true`, `no-new-privileges=false`. */
function noNewPrivilegesOf({ securityOptions, runtime }: DockerPrivileges): Stated<boolean> {
  const found = securityOptions.findLast(({ value }) => /^no-new-privileges(?:$|[:=])/.test(value));
  if (found === undefined) return assumed(false, `${RUNTIMES[runtime.value].title}'s default`);
  return writtenAt(!/[:=](?:0|f|false)$/i.test(found.value), found.place);
}

function seccompOf({ securityOptions, runtime }: DockerPrivileges, isPrivileged: boolean): Stated<DeclaredSeccomp> {
  const found = securityOptions.findLast(({ value }) => /^seccomp[:=]/.test(value));
  const profile = found?.value.slice('seccomp='.length);
  if (found !== undefined && profile === 'unconfined') return writtenAt('unconfined', found.place);
  if (isPrivileged) return assumed('unconfined', 'a privileged container has no filter');
  if (found === undefined || profile === undefined || profile === 'builtin') {
    return assumed('default', `${RUNTIMES[runtime.value].title} filters system calls unless it is told otherwise`);
  }
  return writtenAt({ localhost: profile }, found.place);
}
