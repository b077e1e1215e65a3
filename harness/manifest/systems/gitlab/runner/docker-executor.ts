import type { DeclaredSecurity } from '../../../model/security.ts';
import { assumed, givenBy, type Stated, writtenAt } from '../../../model/stated.ts';
import type { GivenAnswers } from '../../../model/system.ts';
import { type PrivilegeWords, withCapabilitiesInForce } from '../../../security/capabilities-in-force.ts';
import { readCapabilityWord } from '../../../security/capability-words.ts';
import type { RuntimeName } from '../../../security/runtimes.ts';
import { at, booleanAt, writtenIn, writtenList, type YamlValue } from '../../../yaml/yaml-value.ts';
import { namedUser } from '../job-user.ts';

/**
 * What the Docker executor grants the container of a job: `[runners.docker]` says it all (executors/docker/docker.go,
 * createHostConfig). The runner's user goes before the job's.
 */
export function dockerExecutorSecurity(
  docker: YamlValue | undefined,
  { image, given }: { readonly image: YamlValue | undefined; readonly given: GivenAnswers },
): DeclaredSecurity {
  const runtime: Stated<RuntimeName> =
    given.runtime === undefined
      ? assumed('docker', 'the runner starts containers with Docker')
      : givenBy(given.runtime, '--runtime');
  const words = (list: string): PrivilegeWords['added'] =>
    writtenList(docker, list).map(({ value, place }) =>
      readCapabilityWord(value, place, { spelling: 'docker', runtime: runtime.value }),
    );
  const privileged = privilegedOf(docker);
  const [added, dropped] = [words('cap_add'), words('cap_drop')];
  return withCapabilitiesInForce({
    privileged,
    added,
    dropped,
    namesCapabilities: added.length + dropped.length > 0,
    user:
      namedUser(writtenIn(docker, 'user')) ??
      namedUser(writtenIn(image, 'docker', 'user')) ??
      assumed(null, 'the image says it: root, for Kaniko'),
    ...optionsOf(docker, privileged.value),
    runtime,
  });
}

function privilegedOf(docker: YamlValue | undefined): Stated<boolean> {
  const value = booleanAt(docker, 'privileged');
  const place = at(docker, 'privileged')?.place;
  return value === undefined || place === undefined ? assumed(false, "the runner's default") : writtenAt(value, place);
}

/** `security_opt`: `no-new-privileges:true`, `seccomp=unconfined`; either sign may stand before a value. */
function optionsOf(
  docker: YamlValue | undefined,
  isPrivileged: boolean,
): Pick<PrivilegeWords, 'noNewPrivileges' | 'seccomp'> {
  const options = writtenList(docker, 'security_opt').map(({ value, place }) => {
    const [, name = '', setting = ''] = /^([^:=]*)[:=]?(.*)$/s.exec(value) ?? [];
    return { name, setting, place };
  });
  const privileges = options.findLast(({ name }) => name === 'no-new-privileges');
  const seccomp = options.findLast(({ name }) => name === 'seccomp');
  return {
    noNewPrivileges:
      privileges === undefined
        ? assumed(false, "Docker's default")
        : writtenAt(privileges.setting !== 'false', privileges.place),
    seccomp: isPrivileged
      ? assumed('unconfined', 'a privileged container has no filter')
      : seccomp === undefined
        ? assumed('default', "Docker's default")
        : writtenAt(
            seccomp.setting === 'unconfined'
              ? 'unconfined'
              : seccomp.setting === 'builtin'
                ? 'default'
                : { localhost: seccomp.setting },
            seccomp.place,
          ),
  };
}
