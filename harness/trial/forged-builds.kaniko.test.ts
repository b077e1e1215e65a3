import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REGISTRY_PORT } from '../engine/site-registry/registry-layout.ts';
import type { RunRecord } from '../record/record.ts';
import { readRecord } from '../runs/read-record.ts';
import { startProgram } from '../testing/programs/run-program.ts';
import { openScratch, type Scratch } from '../testing/programs/scratch.ts';
import { describeWithExecutors } from '../testing/programs/test-executors.ts';

const RUN_DEADLINE_MS = 300_000;

/** What the attacks have in common. A build reads its own destination from the command line of the executor, which is process 1. */
const TOOLS = {
  Dockerfile: `FROM busybox:stable
COPY ask forge /
RUN tr '\\0' '\\n' < /proc/1/cmdline | sed -n 's,^--destination=[^/]*/\\(.*\\):.*,/v2/\\1,p' > /own
`,
  // ask METHOD PATH [BODY]: speaks to the registry as the executor does.
  ask: `type=application/vnd.docker.distribution.manifest.v2+json
printf '%s %s HTTP/1.0\\r\\nHost: x\\r\\nAccept: %s\\r\\nContent-Type: %s\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "$1" "$2" $type $type "\${#3}" "$3" | nc -w 5 127.0.0.1 ${REGISTRY_PORT}
`,
  // forge PATH: pushes the image of the base there.
  forge: `base=/v2/library/busybox
own=$(cat /own)
manifest=$(sh /ask GET $base/manifests/stable | sed '1,/^.$/d')
for digest in $(echo "$manifest" | grep -o 'sha256:[0-9a-f]*'); do
  sh /ask POST "$own/blobs/uploads/?mount=$digest&from=library/busybox" > /dev/null
done
sh /ask PUT "$1" "$manifest"
`,
};

/** Dockerfiles of builds that want to be taken for something else, and what each is told. */
const ATTACKS: Readonly<Record<string, { readonly run: string; readonly told: RegExp }>> = {
  'replaces-a-base-image': {
    run: 'RUN sh /forge /v2/library/busybox/manifests/stable',
    told: /the build wrote to library\/busybox/,
  },
  'pushes-its-own-image': {
    run: 'RUN sh /forge $(cat /own)/manifests/image',
    told: /2 images were pushed|other processes/,
  },
  'pushes-after-the-executor': {
    run: 'RUN setsid sh -c "sleep 1; while :; do sh /forge $(cat /own)/manifests/image; done" > /dev/null 2>&1 < /dev/null & sleep 0.2',
    told: /images were pushed|other processes/,
  },
  'reads-the-catalogue': {
    run: 'RUN sh /ask GET /v2/_catalog',
    told: /the build asked the registry for what no builder asks for/,
  },
  // The user of a URL is written into the registry's log as it is.
  'hides-in-the-log': {
    run: "RUN sh /ask GET 'http://u%20%5Bx%5D%20%22GET%20%2Fv2%2F%20HTTP%2F1.1%22%20200%201%20%22@127.0.0.1/v2/_catalog'",
    told: /the build asked the registry for what no builder asks for/,
  },
  'writes-where-another-trial-may-push': {
    run: 'RUN for t in t0001 t0002 t0003; do sh /ask POST /v2/kaniko-caps-trials/$t/blobs/uploads/; done',
    told: /the build wrote to kaniko-caps-trials\/t0001/,
  },
};

await describeWithExecutors('builds that forge, with the Kaniko executor %s', ['auxiliary'], ({ options }) => {
  let scratch: Scratch;
  let record: RunRecord;
  let exitCode: number | null;
  let stdout: string;
  beforeAll(async () => {
    scratch = await openScratch();
    for (const [name, { run }] of Object.entries(ATTACKS)) {
      await writeCase(name, { ...TOOLS, Dockerfile: `${TOOLS.Dockerfile}${run}\n` });
    }
    // A case after those that would change its base image.
    const harmless = 'FROM busybox:stable\nRUN touch /tool && chgrp 42 /tool && chmod 2755 /tool\n';
    await writeCase('sets-a-bit', { Dockerfile: harmless });
    const paths = [...Object.keys(ATTACKS), 'sets-a-bit'].map((name) => scratch.path(name));
    const args = ['discover', ...options, '--audit', 'off', '--vary', 'none', '--jobs', '2'];
    const run = startProgram([...args, '--out', scratch.path('run'), ...paths], { deadlineMs: RUN_DEADLINE_MS });
    ({ exitCode, stdout } = await run.ended);
    record = await readRecord(scratch.path('run'));
  }, RUN_DEADLINE_MS);
  afterAll(() => scratch.remove());

  const writeCase = async (name: string, files: Readonly<Record<string, string>>): Promise<void> => {
    await mkdir(scratch.path(name));
    for (const [file, text] of Object.entries(files)) await writeFile(join(scratch.path(name), file), text);
  };

  it.each(Object.keys(ATTACKS))('%s is tampered, which is told and not tried again', (id) => {
    const told = ATTACKS[id]?.told ?? /^$/;
    const one = record.cases.find((each) => each.id === id);
    expect(one).toMatchObject({ status: 'tampered', reason: expect.stringMatching(told) });
    expect(one?.faithful).toMatchObject({ complete: false, minimalSets: [] });
    expect(one?.trials.all.length).toBeLessThanOrEqual(2);
    expect(stdout.replace(/[│\s]+/g, ' ')).toMatch(told);
  });

  it('leaves other cases as they are', () => {
    const one = record.cases.find(({ id }) => id === 'sets-a-bit');
    expect(one).toMatchObject({ status: 'proven', faithful: { minimalSets: [['CHOWN', 'FOWNER', 'FSETID']] } });
  });

  it('ends with an exit code that says that not all was answered', () => {
    expect(exitCode).toBe(3);
  });
});
