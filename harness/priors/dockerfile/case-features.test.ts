import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../corpus/dockerfile-text/parse-dockerfile.ts';
import { caseFeatures } from './case-features.ts';

/** The features of a Dockerfile: `name line`, with `!` for what is swallowed and `?` for what is a fallback. */
function featuresOf(...lines: readonly string[]): string[] {
  const text = `${lines.join('\n')}\n`;
  const parsed = parseDockerfile(text, { file: 'Dockerfile', buildArguments: {}, target: null });
  return caseFeatures(parsed.instructions, parsed.baseReferences).map(
    ({ name, line, swallowed, isFallback }) => `${swallowed ? '!' : ''}${isFallback ? '?' : ''}${name} ${line}`,
  );
}

describe('the features of a Dockerfile', () => {
  it('are none where nothing is unpacked and nothing runs', () => {
    expect(featuresOf('FROM busybox', 'ENTRYPOINT ["/bin/sh"]')).toEqual([]);
    expect(featuresOf('FROM scratch', 'COPY a /a')).toEqual([]);
  });

  it('hold each base that is unpacked, under its name after substitution', () => {
    expect(featuresOf('ARG BASE=debian:12', 'FROM $BASE', 'RUN true')).toEqual(['unpacked-base 2']);
    expect(featuresOf('FROM busybox AS tool', 'FROM scratch', 'COPY --from=tool /bin/sh /sh')).toEqual([
      'unpacked-base 1',
      'copy-from-stage 3',
    ]);
  });

  it('tell the user of a RUN from root, by name or number', () => {
    const runAs = (user: string): string[] => featuresOf('FROM scratch', `USER ${user}`, 'RUN ["/x"]');
    expect(['nobody', '1000:1000', '"app"'].map(runAs)).toEqual(new Array(3).fill(['run-as-user 2']));
    expect(['root', '0', '0:0', 'root:root'].map(runAs)).toEqual(new Array(4).fill(['run-as-root-by-name 2']));
    expect(featuresOf('FROM scratch', 'USER 1000', 'WORKDIR /app')).toEqual(['workdir-as-user 3']);
    expect(featuresOf('FROM scratch', 'WORKDIR /app', 'USER 1000')).toEqual([]);
  });

  it.each([
    ['COPY --chown=1000:1000 a.txt /a', ['copy-with-owner 2']],
    ['COPY --chown=app data/ /data', ['copy-with-owner 2', 'copy-tree-with-owner 2']],
    ['COPY --chown=0:0 data /data', []],
    ['COPY --chmod=2755 a.txt /a', ['copy-setgid 2']],
    ['COPY --chmod=0755 a.txt /a', []],
    ['ADD files.tar.gz /', ['add-archive 2']],
    ['ADD ["files.tgz", "/"]', ['add-archive 2']],
    ['COPY files.tar /', []],
  ])('hold what %s may need', (line, features) => {
    expect(featuresOf('FROM scratch', line)).toEqual(features);
  });

  it.each([
    ['useradd -m app && su app -c true', ['account-command', 'become-user']],
    ['apt-get update && apt-get install -y curl', ['apt-install']],
    ['apk add --no-cache git', ['apk-add']],
    ['dnf -y install httpd', ['rpm-install']],
    ['chgrp 42 /t && chmod 2755 /t', ['chown-command', 'setgid-mode']],
    ['chgrp 42 /t && chmod g+s /t', ['chown-command', 'setgid-mode']],
    ['chmod 2755 /t', []],
    ['chown 1:1 /t && chmod 4755 /t', ['chown-command']],
    ['chown 1:1 /t && chmod 700 /t', ['chown-command', 'private-mode']],
    ['install -o app -m 2750 x /y', ['chown-command', 'setgid-mode']],
    ['setcap cap_net_raw+ep /x', ['setcap-command']],
    ['mknod /n c 1 3', ['device-node']],
    ['mknod /n p', []],
    ['mknod /n c 1 3 || true', ['!device-node']],
    ['set -e; mknod /n c 1 3; true', ['device-node']],
    ['cat /x || su app -c "cat /x"', ['?become-user']],
    ['renice -n -5 $$', ['raised-priority']],
    ['renice -n 5 $$', []],
    ['chroot / true', ['chroot-command']],
    ['echo chown > /x', []],
    ['sleep 9 &', []],
  ])('hold what RUN %s may need', (script, features) => {
    const found = featuresOf('FROM scratch', `RUN ${script}`).map((feature) => feature.replace(/ \d+$/, ''));
    expect(found).toEqual(features);
  });

  it('hold a process in the background where it is not root that Kaniko would have to kill', () => {
    const lines = ['FROM scratch', 'USER app', 'RUN sleep 9 &'];
    expect(featuresOf(...lines)).toEqual(['run-as-user 2', 'background-process 3']);
  });
});
