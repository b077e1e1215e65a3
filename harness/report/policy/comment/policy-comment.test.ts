import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CaseRecord, RunRecord } from '../../../record/record.ts';
import { readUncheckedRecord } from '../../../runs/read-record.ts';
import { policyWriters } from '../../../testing/documents/policy-writers.ts';
import { caseOf, partialCase, recordOf } from '../../../testing/examples/records.ts';
import { policyOf } from '../policy-of.ts';
import { policyComment } from './policy-comment.ts';
import { policyEvidence } from './policy-evidence.ts';

const WRITERS = await policyWriters();
const whole = await readUncheckedRecord('results/osscontainertools-v1.28.3');
const record = { ...whole, cases: whole.cases.filter(({ faithful }) => faithful.complete) };

/** How many lines stand in front of what a machine reads. */
function linesAbove(text: string): number {
  const lines = text.split('\n');
  return lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#')) - 1;
}

describe.each(Object.entries(WRITERS))('a policy as %s', (_, write) => {
  it('begins with five lines of comment at most', () => {
    for (const { id } of record.cases) {
      for (const answer of ['faithful', 'exit-0'] as const) {
        expect(
          linesAbove(write(policyOf(record, { case: [id], answer, image: 'registry.example/kaniko:v1' }))),
        ).toBeLessThanOrEqual(5);
      }
    }
  });

  it('names the command that tells the rest', () => {
    const text = write(policyOf(recordOf([caseOf({ id: 'a case' }), caseOf()]), { case: ['a case'] }));
    expect(text).toContain("kaniko-caps explain RECORD --policy --case 'a case'\n");
  });
});

describe('the comment of a policy', () => {
  it('says what it grants, for what, and how that was shown', () => {
    expect(policyComment(policyOf(recordOf([caseOf()]), {}))).toEqual([
      'Capabilities of Kaniko v1.24.0: CHOWN FSETID. Works for setgid-foreign-group: same image.',
      'Shown: exactly this set was tried (setgid-foreign-group/t0002). Tried with a mounted directory whose files belong to 0:0, no cache, no further flags.',
      'NOT SHOWN: no-new-privileges was not tried for setgid-foreign-group.',
      'Evidence: run-20260101-120000-a. What each capability is for, hardening, other configurations: kaniko-caps explain RECORD --policy',
    ]);
  });

  it('warns of what images lose silently where exit code 0 is enough', () => {
    const [, , warning] = policyComment(policyOf(recordOf([caseOf()]), { answer: 'exit-0' }));
    expect(warning).toBe(
      'WARNING: exit code 0 only; the image differs in 1 case, as in setgid-foreign-group: FSETID: /usr/local/bin/tool lost setgid (2755 -> 0755).',
    );
  });

  it('says which capabilities no trial had, and where a smaller set may work', () => {
    const wide = caseOf({ id: 'wide', universe: ['CHOWN', 'FSETID', 'SETUID'] });
    const unproven = partialCase({ id: 'unproven' });
    const told = policyComment(policyOf(recordOf([wide, unproven]), { set: 'CHOWN,FSETID,SYS_TIME' })).join('\n');
    expect(told).toContain(
      'NOT SHOWN: no trial of wide and unproven had SYS_TIME; a smaller set may work for unproven;',
    );
  });

  it('has no more than five lines, and no very long one, whatever is committed', async () => {
    const runs = readdirSync('results').filter((name) => !/^run-|README|configurations/.test(name));
    expect(runs.length).toBeGreaterThan(3);
    for (const name of runs) {
      const { cases, ...rest } = await readUncheckedRecord(`results/${name}`);
      const answered = {
        ...rest,
        cases: cases.filter(({ exitZero, faithful }) => exitZero.complete && faithful.complete),
      };
      for (const answer of ['faithful', 'exit-0'] as const) {
        const lines = policyComment(policyOf(answered, { answer }));
        expect(lines.length).toBeLessThanOrEqual(5);
        for (const line of lines) expect(line.length).toBeLessThan(330);
      }
    }
  });
});

describe('more than the cases need', () => {
  const asked = (set: string, one: CaseRecord = caseOf()) => policyOf(recordOf([one]), { set });

  it('is named, and what it opens is said beside it and in the evidence', () => {
    const policy = asked('CHOWN,FOWNER,FSETID,SYS_TIME');
    const sentence = 'The build can set the clock of the host. (capabilities(7))';
    expect(policyComment(policy)).toContain('WARNING: not needed: FOWNER SYS_TIME.');
    expect(WRITERS['kubernetes']?.(policy)).toContain(`            - SYS_TIME # not needed. ${sentence}\n`);
    expect(WRITERS['compose']?.(policy)).toContain(`      - SYS_TIME # not needed. ${sentence}\n`);
    expect(WRITERS['docker-run']?.(policy)).toContain(`# not needed: SYS_TIME: ${sentence}\n`);
    expect(WRITERS['gitlab-runner']?.(policy)).toContain(`# Not needed: SYS_TIME: ${sentence}\n`);
    expect(policyEvidence(policy)).toContain(`  SYS_TIME: ${sentence}`);
  });

  it('is nothing where the set is what they need', () => {
    expect(policyComment(asked('CHOWN,FSETID')).join('\n')).not.toContain('not needed');
    expect(policyComment(policyOf(recordOf([caseOf()]), {})).join('\n')).not.toContain('not needed');
  });

  it('is of two sets that work what the first of them does without', () => {
    const answer = { complete: true, minimalSets: [['CHOWN'], ['FOWNER']], maximalFailingSets: [['FSETID']] };
    const either = caseOf({ faithful: answer, exitZero: answer, losses: [] });
    expect(policyComment(asked('CHOWN,FOWNER', either)).join('\n')).toContain('not needed: FOWNER.');
  });
});

describe('the evidence of a policy', () => {
  it('names the run, the builder, and for each capability the trials that lacked it', () => {
    expect(policyEvidence(policyOf(recordOf([caseOf()]), {})).join('\n')).toMatchInlineSnapshot(`
      "Capabilities of Kaniko: CHOWN FSETID
      Works for setgid-foreign-group: same image.
      Shown: exactly this set was tried (setgid-foreign-group/t0002).
      The context was a mounted directory whose files belong to 0:0.
      Builder: kaniko v1.24.0, executor:v1.24.0 (sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee)
      Evidence: run-20260101-120000-a, 9 trials on docker 28.1.1, kernel 6.8.0; kaniko-caps 0.1.0. Trials are named CASE/TRIAL.
      Without it:
        CHOWN   RUN, line 2: chown /tool: operation not permitted (setgid-foreign-group/t0003)
        FSETID  SILENT: /usr/local/bin/tool lost setgid (2755 -> 0755) (setgid-foreign-group/t0003)
      Pod Security Standard: baseline (restricted forbids root).
      seccomp: the trials ran under the default profile of docker; another runtime may have another default.
      no-new-privileges (allowPrivilegeEscalation: false): left out; not tried for setgid-foreign-group. To try it: kaniko-caps discover --vary no-new-privileges"
    `);
  });

  it('cites no more than three trials for each of the capabilities of a corpus', () => {
    const lines = evidence(record);
    const cited = lines.map((line) => line.match(/[\w-]+\/t\d+/g)?.length ?? 0);
    expect(Math.max(...cited)).toBe(3);
    expect(lines.join('\n').length).toBeLessThan(5_000);
  });

  it('tells nothing of a case that is lost for want of several capabilities at once', () => {
    expect(
      record.cases.some(
        ({ id, losses }) => id === 'either-of-two-sets' && losses.some(({ capability }) => capability === 'SETUID'),
      ),
    ).toBe(true);
    expect(evidence(record).find((line) => /^ +SETUID/.test(line))).not.toContain('either-of-two-sets');
  });

  const evidence = (of: RunRecord): string[] => policyEvidence(policyOf(of, {}));
});
