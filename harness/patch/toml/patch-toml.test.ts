import { describe, expect, it } from 'vitest';
import { wantedGrant } from '../../testing/patches/wanted-grant.ts';
import { patchToml } from './patch-toml.ts';

const DOCKER = { table: ['runners', 0, 'docker'] };
const KUBERNETES = { table: ['runners', 0, 'kubernetes'] };

function patched(text: string, target: typeof DOCKER, told: Parameters<typeof wantedGrant>[0] = {}): string {
  const result = patchToml(text, target, wantedGrant(told));
  return 'text' in result ? result.text : result.refused;
}

describe("the table of a runner's executor", () => {
  it('is written between its other lines, which keep their comments and spaces', () => {
    const own =
      'concurrent = 4 # four\n\n[[runners]]\n  executor = "docker"\n  [runners.docker]\n    image   = "alpine"  # default\n    privileged = true # dind\n    cap_add = [\'SYS_ADMIN\', \'CHOWN\']\n  [runners.cache]\n    Type = "s3"\n';
    expect(patched(own, DOCKER, { isPrivileged: true })).toBe(
      own
        .replace('privileged = true', 'privileged = false')
        .replace(
          "cap_add = ['SYS_ADMIN', 'CHOWN']",
          'cap_add = [\'CHOWN\', "FSETID"]\n    # kaniko-caps: proven by run r1\n    cap_drop = ["ALL"]',
        ),
    );
  });

  it('is of the runner that is meant', () => {
    const one = '[[runners]]\n[runners.docker]\nimage = "a"\n';
    const after = patched(one + one, { table: ['runners', 1, 'docker'] });
    expect(after.startsWith(one)).toBe(true);
    expect(after.slice(one.length)).toContain('cap_drop = ["ALL"]\ncap_add = ["CHOWN", "FSETID"]');
  });

  it('is written where the Kubernetes executor reads it first', () => {
    const own =
      '[[runners]]\n[runners.kubernetes]\nimage = "a"\n[runners.kubernetes.build_container_security_context]\nprivileged = true\n[runners.kubernetes.build_container_security_context.capabilities]\nadd = ["SYS_ADMIN"]\n';
    expect(patched(own, KUBERNETES, { isPrivileged: true, addNoNewPrivileges: true, runtime: 'containerd' })).toBe(
      '[[runners]]\n[runners.kubernetes]\nimage = "a"\nprivileged = false\n[runners.kubernetes.build_container_security_context]\nprivileged = false\nallow_privilege_escalation = false\n[runners.kubernetes.build_container_security_context.capabilities]\nadd = ["CHOWN", "FSETID"]\n# kaniko-caps: proven by run r1\ndrop = ["ALL"]\n',
    );
  });

  it('is left alone where it is no table of its own, or a list has comments', () => {
    expect(patched('[[runners]]\ndocker = {image = "a"}\n', DOCKER)).toBe(
      'There is no table [runners.docker] of its own in the file.',
    );
    expect(patched('[[runners]]\n[runners.docker]\ncap_add = [ # why\n"SYS_ADMIN"]\n', DOCKER)).toContain('comments');
  });

  it('does not change where it grants that already', () => {
    const once = patched('[[runners]]\n[runners.docker]\n', DOCKER, { addNoNewPrivileges: true });
    expect(once).toContain('security_opt = ["no-new-privileges:true"]');
    expect(patched(once, DOCKER, { addNoNewPrivileges: false, evidence: 'x' })).toBe(once);
  });
});
