import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatMask, setOf } from '../../../capabilities/capability-set.ts';
import type { CaseRecord } from '../../../record/record.ts';
import { caseOf, recordOf, variationOf } from '../../../testing/examples/records.ts';
import { reasonToSkip } from '../../../testing/programs/docker-fixture.ts';
import { policyOf } from '../policy-of.ts';
import { dockerRun } from './docker-run.ts';

const reason = await reasonToSkip();

/** Runs what the policy says, but with an image that tells what its process was granted instead of building. */
function processStatus(one: CaseRecord): string {
  const script = dockerRun(policyOf(recordOf([one]), {}));
  const [image = ''] = /executor:v1\S+/.exec(script.split('\n\n')[1] ?? '') ?? [];
  const shown = script.replace(image, "busybox:stable sh -c 'cat /proc/self/status'");
  return execFileSync('bash', ['-c', shown], { encoding: 'utf8', cwd: 'dockerfiles/copy-chown' });
}

describe.skipIf(reason !== undefined)(`docker run as a policy says (${reason ?? 'available'})`, () => {
  it('grants the set, and nothing else', () => {
    const status = processStatus(caseOf());
    for (const mask of ['CapBnd', 'CapPrm', 'CapEff']) {
      expect(status).toContain(`${mask}:\t${formatMask(setOf('CHOWN', 'FSETID'))}\n`);
    }
    expect(status).toContain('NoNewPrivs:\t0\n');
  });

  it('lets no process gain privileges where a trial has shown that it need not', () => {
    expect(processStatus(caseOf({ variations: [variationOf()] }))).toContain('NoNewPrivs:\t1\n');
  });
});
