import { describe, expect, it } from 'vitest';
import { EMPTY_SET } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { wantedGrant } from '../../testing/patches/wanted-grant.ts';
import type { WantedGrant } from '../wanted-grant.ts';
import { patchYaml, type YamlTarget, yamlSite } from './patch-yaml.ts';

function grant(told: Parameters<typeof wantedGrant>[0] = {}): WantedGrant {
  return wantedGrant({ runtime: 'containerd', ...told });
}

const CONTAINER: YamlTarget = { document: 0, path: ['spec', 'containers', 0], shape: 'kubernetes' };
const SERVICE: YamlTarget = { document: 0, path: ['services', 'kaniko'], shape: 'compose' };

/** A patched pod without the lines before its containers. */
function patchedPod(containers: string, told: Partial<WantedGrant> = {}): string {
  const result = patchYaml(`kind: Pod\nspec:\n  containers:\n${containers}`, CONTAINER, grant(told));
  return 'text' in result ? (result.text.split('containers:\n')[1] ?? '') : result.refused;
}

describe('a container', () => {
  it('gets a security context after its image, with the evidence in a comment', () => {
    expect(patchedPod('    - name: k\n      image: x # the executor\n      args: [a]\n')).toBe(
      [
        '    - name: k',
        '      image: x # the executor',
        '      securityContext:',
        '        # kaniko-caps: proven by run r1',
        '        capabilities:',
        '          drop: [ALL]',
        '          add: [CHOWN, FSETID]',
        '      args: [a]',
        '',
      ].join('\n'),
    );
  });

  it('gets only ALL dropped where nothing is needed', () => {
    expect(patchedPod('    - image: x', { needed: EMPTY_SET })).toBe(
      '    - image: x\n      securityContext:\n        # kaniko-caps: proven by run r1\n        capabilities:\n          drop: [ALL]',
    );
  });

  it('is privileged no more where YAML 1.1 says that it is', () => {
    expect(patchedPod('    - {image: x, securityContext: {privileged: yes}}\n')).toContain('privileged: false');
  });

  it('keeps what stands in brackets there, and quotes as JSON does', () => {
    expect(patchedPod('    - {name: k, securityContext: {runAsUser: 0}, image: x}\n')).toBe(
      '    - {name: k, securityContext: {runAsUser: 0, capabilities: { drop: [ALL], add: [CHOWN, FSETID] }}, image: x}\n',
    );
    expect(patchedPod('    - {"name": "k", "image": "x"}\n')).toBe(
      '    - {"name": "k", "image": "x", "securityContext": { "capabilities": { "drop": ["ALL"], "add": ["CHOWN", "FSETID"] } }}\n',
    );
  });

  it('is privileged no more, and keeps the other fields with their comments', () => {
    const own = [
      '    - image: x',
      '      securityContext:',
      '        # root, as the image says',
      '        runAsUser: 0',
      '        privileged: true  # somebody needed it',
      '',
    ].join('\n');
    expect(patchedPod(own, { isPrivileged: true })).toBe(
      `${own.replace('privileged: true', 'privileged: false')}        # kaniko-caps: proven by run r1\n        capabilities:\n          drop: [ALL]\n          add: [CHOWN, FSETID]\n`,
    );
  });

  it('is told not to be privileged where a template says that it is', () => {
    expect(patchedPod('    - image: x\n', { isPrivileged: true })).toContain('        privileged: false\n');
  });

  it('keeps names that stay as they stand, each on its line with its comment', () => {
    const own = [
      '    - image: x',
      '      securityContext:',
      '        capabilities:',
      '          drop:',
      '          - all',
      '          add:',
      '          - SETUID # for su',
      '          - "FSETID" # for setgid bits',
      '          # last',
      '          - CAP_CHOWN',
      '',
    ].join('\n');
    expect(patchedPod(own)).toBe(
      [
        '    - image: x',
        '      securityContext:',
        '        # kaniko-caps: proven by run r1',
        '        capabilities:',
        '          drop:',
        '          - ALL',
        '          add:',
        '          - "FSETID" # for setgid bits',
        '          - CHOWN',
        '          # last',
        '',
      ].join('\n'),
    );
  });

  it('is hardened only as far as it is asked for', () => {
    const own = '    - image: x\n      securityContext: {}\n';
    expect(patchedPod(own, { addNoNewPrivileges: true, addDefaultSeccomp: true })).toBe(
      '    - image: x\n      # kaniko-caps: proven by run r1\n      securityContext: { capabilities: { drop: [ALL], add: [CHOWN, FSETID] }, allowPrivilegeEscalation: false, seccompProfile: { type: RuntimeDefault } }\n',
    );
    const seccomp = '    - image: x\n      securityContext:\n        seccompProfile:\n            type: Unconfined\n';
    expect(patchedPod(seccomp, { addDefaultSeccomp: true })).toContain('            type: RuntimeDefault\n');
  });

  it('has its earlier comment replaced', () => {
    const first = patchedPod('    - image: x\n');
    const second = patchedPod(first, { needed: setOfNames(['CHOWN']), evidence: 'proven by run r2' });
    expect(second).toBe(first.replace(', FSETID', '').replace('run r1', 'run r2'));
  });

  it('keeps the line ends of Windows', () => {
    const text = 'kind: Pod\r\nspec:\r\n  containers:\r\n    - image: x\r\n';
    const result = patchYaml(text, CONTAINER, grant());
    expect('text' in result && result.text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('shares what an anchor shares, and says how often', () => {
    const text = [
      'spec:',
      '  containers:',
      '    - image: x',
      '      securityContext: &own {privileged: true}',
      '    - image: y',
      '      securityContext: *own',
      '    - <<: {securityContext: *own}',
      '      image: z',
    ].join('\n');
    const sites = [0, 1, 2].map((index) => yamlSite(text, { ...CONTAINER, path: ['spec', 'containers', index] }));
    expect(sites[0]).toMatchObject({ uses: 3 });
    expect(sites[1]).toEqual(sites[0]);
    expect(sites[2]).toEqual(sites[0]);
  });

  it('is left alone where it has comments within the brackets of a list', () => {
    const own =
      '    - image: x\n      securityContext:\n        capabilities:\n          add: [ # why\n            SYS_ADMIN ]\n';
    expect(patchedPod(own)).toContain('has comments within its brackets');
  });

  it('does not change where it grants that already', () => {
    const once = patchedPod('    - image: x\n');
    expect(patchedPod(once, { evidence: 'proven by run r2' })).toBe(once);
  });
});

describe('a service of compose', () => {
  const patched = (text: string, told: Partial<WantedGrant> = {}): string => {
    const result = patchYaml(`services:\n  kaniko:\n${text}`, SERVICE, grant({ runtime: 'docker', ...told }));
    return 'text' in result ? (result.text.split('kaniko:\n')[1] ?? '') : result.refused;
  };

  it('drops all and adds what is needed', () => {
    expect(patched('    image: x\n    privileged: true\n', { isPrivileged: true })).toBe(
      '    image: x\n    privileged: false\n    # kaniko-caps: proven by run r1\n    cap_drop: [ALL]\n    cap_add: [CHOWN, FSETID]\n',
    );
  });

  it('keeps prefixes that Docker takes, and the options that it does not write', () => {
    const own =
      '    image: x\n    cap_add:\n      - CAP_CHOWN\n      - SYS_ADMIN\n    security_opt:\n      - apparmor:x\n      - seccomp:unconfined\n';
    expect(patched(own, { addNoNewPrivileges: true, addDefaultSeccomp: true })).toBe(
      '    image: x\n    cap_add:\n      - CAP_CHOWN\n      - FSETID\n    security_opt:\n      - apparmor:x\n      - no-new-privileges:true\n    # kaniko-caps: proven by run r1\n    cap_drop: [ALL]\n',
    );
  });
});

describe('the container of a GitHub workflow', () => {
  const JOB: YamlTarget = { document: 0, path: ['jobs', 'build', 'container'], shape: 'github-options' };
  const patched = (container: string): string => {
    const head = 'jobs:\n  build:\n    container:';
    const result = patchYaml(`${head}${container}`, JOB, grant({ runtime: 'docker' }));
    return 'text' in result ? result.text.slice(head.length) : result.refused;
  };

  it('gets options beside its image', () => {
    expect(patched('\n      image: x\n      env: {A: b}\n')).toBe(
      '\n      image: x\n      # kaniko-caps: proven by run r1\n      options: --cap-drop=ALL --cap-add=CHOWN --cap-add=FSETID\n      env: {A: b}\n',
    );
  });

  it('keeps its other options and their quotes', () => {
    expect(patched('\n      image: x\n      options: "--privileged --user root" # why\n')).toBe(
      '\n      image: x\n      # kaniko-caps: proven by run r1\n      options: "--cap-drop=ALL --cap-add=CHOWN --cap-add=FSETID --user root" # why\n',
    );
  });

  it('leaves no space behind where all its options go', () => {
    expect(patched('\n      image: x\n      options: --cap-add SYS_ADMIN\n')).toBe(
      '\n      image: x\n      # kaniko-caps: proven by run r1\n      options: --cap-drop=ALL --cap-add=CHOWN --cap-add=FSETID\n',
    );
  });

  it('is left alone where it is a name, or its options stand on several lines', () => {
    expect(patched(' x\n')).toContain('only the name of an image');
    expect(patched('\n      image: x\n      options: >-\n        --privileged\n        --user root\n')).toContain(
      'on several lines',
    );
  });
});
