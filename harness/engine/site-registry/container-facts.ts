import { type EngineEnvironment, isKnownFact } from '../../vocabulary/engine-environment.ts';
import type { RegistryChannel } from './registry-channel.ts';

/** What a container finds of itself and of the kernel that it runs on. What it cannot tell is absent. */
export type FactsInContainer = Partial<Pick<EngineEnvironment, ContainerFact>>;

/** What a container can tell of an environment. */
const CONTAINER_FACTS = [
  'uidMap',
  'unprivilegedPortStart',
  'protectedFiles',
  'storageDriver',
  'cgroupVersion',
  'appArmor',
  'selinux',
] as const satisfies readonly (keyof EngineEnvironment)[];

type ContainerFact = (typeof CONTAINER_FACTS)[number];

/** The files of `/proc/sys/fs` that say who may follow links and open pipes and files of others in sticky directories. */
export const PROTECTED_FILES = ['protected_hardlinks', 'protected_symlinks', 'protected_fifos', 'protected_regular'];

/**
 * The function `facts` of a shell: writes words `name=value`, none of them with a blank in it. The files of PROTECTED_FILES can be
 * read by the root of the host alone, who needs no capability for it; in a user namespace nobody can.
 */
export const FACTS_FUNCTION = `
facts() {
  echo "ports=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)"
  echo "users=$(tr -s ' \\n' ',,' < /proc/self/uid_map)"
  for name in ${PROTECTED_FILES.join(' ')}; do echo "$name=$(cat /proc/sys/fs/$name)"; done
  awk '{ mounted = $5; sub(/.* - /, ""); type = $1; if (mounted == "/") print "root=" type; if (mounted == "/sys/fs/cgroup" || type == "cgroup") print "cgroup=" type }' /proc/self/mountinfo
  echo "label=$(tr -s ' \\n\\000' '___' < /proc/self/attr/current)"
} 2> /dev/null
`;

/** Asks the keeper, which is a container as a trial's is but for its capabilities. Never rejects: what it cannot tell is not known. */
export async function askContainerFacts(channel: RegistryChannel, deadlineMs: number): Promise<FactsInContainer> {
  const answer = await channel.ask(['facts'], deadlineMs).catch(() => undefined);
  return answer?.code === 0 ? containerFactsIn(answer.said) : {};
}

/** Reads what `facts` wrote. A word that is not as expected tells nothing. */
export function containerFactsIn(said: string): FactsInContainer {
  const words = said.split(/\s+/).flatMap((word): [string, string][] => {
    const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(word) ?? [];
    return name === '' ? [] : [[name, value]];
  });
  const valuesOf = (name: string): string[] => words.flatMap(([known, value]) => (known === name ? [value] : []));
  const firstOf = (name: string): string => valuesOf(name)[0] ?? '';
  return {
    ...uidMapIn(firstOf('users')),
    ...(/^\d+$/.test(firstOf('ports')) && { unprivilegedPortStart: Number(firstOf('ports')) }),
    ...protectedFilesIn(firstOf),
    ...storageDriverIn(valuesOf('root')),
    ...cgroupVersionIn(valuesOf('cgroup')),
    ...confinementIn(firstOf('label')),
  };
}

/** Lines of a map of user ids, of three numbers each. */
function uidMapIn(users: string): FactsInContainer {
  const numbers = users.split(',').filter(Boolean);
  const isMap = numbers.length > 0 && numbers.length % 3 === 0 && numbers.every((text) => /^\d+$/.test(text));
  if (!isMap) return {};
  const ranges = numbers.flatMap((_, index) => (index % 3 === 0 ? [numbers.slice(index, index + 3).join(' ')] : []));
  return { uidMap: ranges.join(', ') };
}

/** All of them or none: half a table would differ from every other. */
function protectedFilesIn(told: (name: string) => string): FactsInContainer {
  const entries = PROTECTED_FILES.map((name) => [`fs.${name}`, told(name)] as const);
  return entries.every(([, value]) => /^\d+$/.test(value)) ? { protectedFiles: Object.fromEntries(entries) } : {};
}

/** The file system of the container's root. One that is mounted over another hides it. */
function storageDriverIn(types: readonly string[]): FactsInContainer {
  const type = types.at(-1) ?? '';
  return /^[\w.-]+$/.test(type) ? { storageDriver: type } : {};
}

/** Version 2 is one file system; of version 1 each controller is one, below a place that is none. */
function cgroupVersionIn(types: readonly string[]): FactsInContainer {
  if (types.includes('cgroup')) return { cgroupVersion: '1' };
  return types.includes('cgroup2') ? { cgroupVersion: '2' } : {};
}

/** AppArmor names a profile and its mode, SELinux a user, role, type and level. A kernel without either names nothing. */
function confinementIn(label: string): FactsInContainer {
  const text = label.replace(/_+$/, '');
  if (text === '') return {};
  const type = /^[^:]+:[^:]+:([^:]+):/.exec(text)?.[1];
  const isUnconfined = type === undefined || /^(spc|unconfined|kernel|container_runtime)/.test(type);
  return { appArmor: /\((enforce|complain|kill)\)$/.test(text), selinux: !isUnconfined };
}

/** The environment with what a container found where the engine itself does not know it. */
export function completedBy(environment: EngineEnvironment, facts: FactsInContainer): EngineEnvironment {
  const unknown = CONTAINER_FACTS.filter((fact) => !isKnownFact(environment, fact) && facts[fact] !== undefined);
  return { ...environment, ...Object.fromEntries(unknown.map((fact) => [fact, facts[fact]])) };
}
