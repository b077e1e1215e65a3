import { describe, expect, it } from 'vitest';
import { wantedGrant } from '../../testing/patches/wanted-grant.ts';
import { patchDockerRun } from './patch-docker-run.ts';

/** A script whose `docker run` line goes to its end, patched. */
function patched(script: string, told: Parameters<typeof wantedGrant>[0] = {}): string {
  const place = { file: 's.sh', line: 1 };
  const start = script.indexOf('docker');
  const target = { kind: 'docker-run', place, start, end: script.trimEnd().length } as const;
  const result = patchDockerRun(script, target, wantedGrant(told));
  return 'text' in result ? result.text : result.refused;
}

describe('a docker run line', () => {
  it('gets what is needed behind run, and a comment above', () => {
    expect(patched('set -e\n  docker run --rm -v "$PWD":/workspace kaniko --context=.\n')).toBe(
      'set -e\n  # kaniko-caps: proven by run r1\n  docker run --cap-drop=ALL --cap-add=CHOWN --cap-add=FSETID --rm -v "$PWD":/workspace kaniko --context=.\n',
    );
  });

  it('keeps options that stay as they stand, over continued lines as well', () => {
    const own = 'docker run \\\n  --privileged \\\n  --cap-add SYS_ADMIN \\\n  --cap-add CAP_CHOWN \\\n  --rm kaniko\n';
    expect(patched(own)).toBe(
      '# kaniko-caps: proven by run r1\ndocker run \\\n  --cap-drop=ALL --cap-add=FSETID \\\n  --cap-add CAP_CHOWN \\\n  --rm kaniko\n',
    );
  });

  it('does not touch words of the executor', () => {
    const own = 'docker run --cap-drop=all --cap-add=CHOWN --cap-add=FSETID kaniko --privileged --cap-add=X\n';
    expect(patched(own)).toBe(own);
  });

  it('replaces what confines less than trials allow', () => {
    const own = 'docker run --cap-drop ALL --cap-add=CHOWN --cap-add=FSETID --security-opt seccomp=unconfined kaniko';
    expect(patched(own, { addNoNewPrivileges: true, addDefaultSeccomp: true })).toBe(
      '# kaniko-caps: proven by run r1\ndocker run --security-opt=no-new-privileges --cap-drop ALL --cap-add=CHOWN --cap-add=FSETID kaniko',
    );
  });

  it('has its earlier comment replaced, and gets none where the line before continues', () => {
    const once = patched('docker run kaniko\n');
    expect(patched(once, { needed: wantedGrant().needed, evidence: 'x' })).toBe(once);
    expect(patched('time \\\n  docker run kaniko\n')).not.toContain('#');
    const other = patched('# kaniko-caps: old\ndocker run kaniko\n');
    expect(other).not.toContain('old');
  });
});
