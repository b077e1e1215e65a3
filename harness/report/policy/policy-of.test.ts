import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import type { CaseRecord, RunRecord } from '../../record/record.ts';
import { readUncheckedRecord } from '../../runs/read-record.ts';
import {
  caseOf,
  failedReference,
  partialCase,
  recordOf,
  trialOf,
  violatedCase,
} from '../../testing/examples/records.ts';
import { shownRecord } from '../../testing/examples/shown-record.ts';
import { fownerCase, hopelessCase, hurtingCase } from '../../testing/examples/watched-cases.ts';
import { runInProcess } from '../../testing/programs/run-in-process.ts';
import { needLines } from './comment/need-text.ts';
import { policyOf } from './policy-of.ts';

/** A case that is proven to need one of these sets. */
function needing(id: string, ...sets: string[][]): CaseRecord {
  const universe = ['CHOWN', 'FOWNER', 'FSETID', 'NET_RAW', 'SETFCAP'];
  const answer = {
    complete: true,
    minimalSets: sets,
    maximalFailingSets: sets.map((set) => universe.filter((name) => !set.includes(name))),
  };
  const all = sets.map((set, index) => trialOf({ id: `t${index}`, set }));
  return caseOf({ id, universe, faithful: answer, exitZero: answer, losses: [], trials: { ...caseOf().trials, all } });
}

function granted(record: RunRecord, options: Parameters<typeof policyOf>[1] = {}): string {
  return namesOf(policyOf(record, options).set).join(' ');
}

const failing = (code: string, ...told: RegExp[]): object =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(told[0] ?? /./),
    hint: expect.stringMatching(told[1] ?? /./),
  });

describe('the set of a policy', () => {
  it('is the profile of the record, if nothing else is asked for', async () => {
    for (const name of await readdir('results')) {
      if (name === 'README.md' || name === 'configurations' || name.startsWith('run-')) continue;
      const record = await readUncheckedRecord(join('results', name));
      const withoutCase = record.cases.filter(({ faithful }) => !faithful.complete).map(({ id }) => id);
      expect(record.profile.faithful.map((set) => set.join(' '))).toContain(granted(record, { withoutCase }));
    }
  });

  it('serves the chosen cases alone', () => {
    const record = recordOf([needing('a', ['CHOWN']), needing('b', ['FOWNER']), needing('c', ['SETFCAP'])]);
    expect(granted(record)).toBe('CHOWN FOWNER SETFCAP');
    expect(granted(record, { case: ['a', 'b'] })).toBe('CHOWN FOWNER');
    expect(granted(record, { withoutCase: ['a'] })).toBe('FOWNER SETFCAP');
  });

  it('is of several one that fits the Pod Security Standard baseline, before a smaller one', () => {
    const record = recordOf([needing('a', ['NET_RAW'], ['CHOWN', 'FOWNER'], ['CHOWN', 'SETFCAP'])]);
    expect(granted(record)).toBe('CHOWN FOWNER');
    expect(policyOf(record, {}).alternatives.map((set) => namesOf(set).join(' '))).toEqual([
      'CHOWN SETFCAP',
      'NET_RAW',
    ]);
  });

  it('is for exit code 0 the smaller one, where that is asked for', () => {
    expect(granted(recordOf([caseOf()]), { answer: 'exit-0' })).toBe('CHOWN');
    expect(granted(recordOf([caseOf()]))).toBe('CHOWN FSETID');
  });

  it('may be a larger one that is asked for', () => {
    expect(granted(recordOf([caseOf()]), { set: 'CHOWN,FOWNER,FSETID' })).toBe('CHOWN FOWNER FSETID');
  });

  it('may hold what is outside of the universe of another case, which is told', () => {
    const narrow = { ...needing('b', ['CHOWN']), universe: ['CHOWN'] };
    const { servings } = policyOf(recordOf([needing('a', ['SETFCAP']), narrow]), {});
    expect(servings.map(({ beyond }) => beyond)).toEqual([0n, setOfNames(['SETFCAP'])]);
  });

  it('holds what keeps one case from hurting another', () => {
    const record = recordOf([hurtingCase(), fownerCase()]);
    expect(granted(record)).toBe('CHOWN FOWNER FSETID');
    expect(needLines(policyOf(record, {})).at(-1)).toBe('FSETID  without it the rest of the set hurts hurt/t1a');
    expect(granted(record, { case: ['hurt'] })).toBe('CHOWN');
    expect(() => policyOf(record, { set: 'CHOWN,FOWNER' })).toThrow(
      failing('POLICY_BREAKS', /hurt: more capabilities hurt: \{CHOWN\} works; with FOWNER added/),
    );
  });

  it('is shown to be needed by a watched trial that also lacked what the kernel was not asked about', () => {
    const [loss] = caseOf().losses;
    if (loss === undefined) throw new Error('The example loses nothing');
    const missed = { ...loss, capability: 'FOWNER', set: ['SETUID'], trials: ['t1a'] };
    const record = recordOf([fownerCase({ losses: [missed] }), needing('b', ['CHOWN'])]);
    expect(needLines(policyOf(record, {})).at(-1)).toMatch(/^FOWNER .*\(fowner\/t1a\)$/);
  });

  it('is shown to be needed by a watched trial of which no loss was recorded', () => {
    const one = fownerCase();
    const all = one.trials.all.map((trial) => ({ ...trial, shown: ['chmod: not permitted'] }));
    const record = recordOf([{ ...one, trials: { ...one.trials, all } }]);
    expect(needLines(policyOf(record, {}))).toEqual(['FOWNER  chmod: not permitted (fowner/t1a)']);
  });

  it('may come from a case that is not proven, as long as it was seen to serve', () => {
    expect(granted(recordOf([partialCase()]))).toBe('CHOWN FSETID');
  });
});

describe('a policy is refused', () => {
  it('where what one case needs hurts another, both named', () => {
    const record = recordOf([hopelessCase(), fownerCase()]);
    expect(() => policyOf(record, {})).toThrow(
      failing('POLICY_BREAKS', /no set works for both hopeless and fowner/, /--case/),
    );
  });

  it('for a builder that is not Kaniko', () => {
    const record = recordOf([caseOf()], { builder: { ...recordOf([]).builder, kind: 'buildah' } });
    expect(() => policyOf(record, {})).toThrow(failing('NO_POLICY', /this record is of buildah/));
  });

  it('for a set that breaks a case, which is named with what it lacks', () => {
    const record = recordOf([needing('a', ['CHOWN']), needing('b', ['FOWNER'])]);
    expect(() => policyOf(record, { set: 'CHOWN' })).toThrow(
      failing('POLICY_BREAKS', /b: it lacks FOWNER/, /--without-case b/),
    );
  });

  it('for a set that loses something silently, unless exit code 0 is enough', () => {
    expect(() => policyOf(recordOf([caseOf()]), { set: 'CHOWN' })).toThrow(failing('POLICY_BREAKS', /it lacks FSETID/));
    expect(granted(recordOf([caseOf()]), { set: 'CHOWN', answer: 'exit-0' })).toBe('CHOWN');
  });

  it('where a case has no answer, with the way to leave it out', () => {
    const record = recordOf([caseOf(), failedReference()]);
    const told = failing('POLICY_UNPROVEN', /mount-in-run \(reference-failed\)/, /--without-case mount-in-run/);
    expect(() => policyOf(record, {})).toThrow(told);
    expect(granted(record, { withoutCase: ['mount-in-run'] })).toBe('CHOWN FSETID');
  });

  it('where more capabilities hurt, so that nothing tells of a set that was not tried', () => {
    const record = recordOf([violatedCase({ id: 'hurt' }), caseOf({ id: 'other' })]);
    expect(() => policyOf(record, {})).toThrow(
      failing('POLICY_UNPROVEN', /hurt: .*more capabilities hurt/, /kaniko-caps verify/),
    );
  });

  it('for a set of which the record does not tell', () => {
    const told = failing('POLICY_UNPROVEN', /does not show whether/, /kaniko-caps verify --caps CHOWN,FOWNER /);
    expect(() => policyOf(recordOf([partialCase()]), { set: 'CHOWN,FOWNER' })).toThrow(told);
  });
});

describe('report --format with a policy', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'policy-test-'));
    await writeFile(
      join(directory, 'record.json'),
      JSON.stringify(shownRecord(recordOf([caseOf(), failedReference()]))),
    );
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const report = (...words: string[]): ReturnType<typeof runInProcess> => runInProcess('report', directory, ...words);

  it('writes several at once', async () => {
    const [pod, rules] = [join(directory, 'pod.yaml'), join(directory, 'rules.yaml')];
    const end = await report(
      '--format',
      `kubernetes=${pod}`,
      '--format',
      `kyverno=${rules}`,
      '--without-case',
      'mount-in-run',
    );
    expect(end.exitCode).toBe(0);
    expect(await readFile(pod, 'utf8')).toContain('kind: Pod\n');
    expect(await readFile(rules, 'utf8')).toContain('kind: ClusterPolicy\n');
  });

  it('ends with 1 and writes nothing where the set breaks a case', async () => {
    const pod = join(directory, 'pod.yaml');
    const words = [
      '--format',
      `kubernetes=${pod}`,
      '--format',
      'table',
      '--case',
      'setgid-foreign-group',
      '--set',
      'CHOWN',
    ];
    expect(await report(...words)).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await readdir(directory)).toEqual(['record.json']);
  });

  it('ends with 3 where a case has no answer', async () => {
    expect(await report('--format', 'compose')).toMatchObject({ exitCode: 3, stdout: '' });
  });

  it.each([
    [['--set', 'CHOWN'], '--set was given without a policy format'],
    [['--format', 'table', '--case', 'x'], '--case was given without a policy format'],
    [['--format', 'compose', '--case', 'setgid-foreign-grup'], 'Did you mean setgid-foreign-group?'],
    [['--format', 'compose', '--without-case', 'setgid-foreign-grup'], 'Did you mean setgid-foreign-group?'],
    [['--format', 'compose', '--set', 'CHWON'], 'Did you mean CHOWN?'],
    [['--format', 'compose', '--answer', 'exit'], 'faithful, exit-0'],
    [['--image', 'kaniko:v1'], '--image was given without a policy format'],
    [['--format', 'compose', '--image', 'Kaniko Executor'], 'Repository names are lower case'],
    [['--format', 'compose', '--match', 'image'], '--match was given without the format of an admission policy'],
    [['--format', 'compose', '--action', 'warn'], '--action was given without the format of an admission policy'],
    [['--format', 'kyverno', '--action', 'enforce'], 'deny, warn, audit'],
    [['--format', 'kyverno', '--match', 'namespace=CI'], '--match namespace=CI names no pods'],
    [['--format', 'kyverno', '--match', 'service-account=builder'], 'service-account=NAMESPACE/NAME'],
    [['--format', 'kyverno', '--mirror', 'a.example:5000/kaniko:v1'], 'Write --mirror a.example:5000/kaniko.'],
    [['--format', 'gatekeeper', '--mirror', 'a.example/kaniko'], '--mirror was given without a policy that matches by'],
    [['--format', 'kyverno', '--match', 'namespace=ci', '--mirror', 'a.example/kaniko'], 'Add --match image'],
    [['--format', 'gatekeeper', '--case', 'setgid-foreign-group', '--match', 'image'], 'cannot select pods by image'],
  ])('refuses %s as wrong usage', async (words, told) => {
    const end = await report(...words);
    expect(end).toMatchObject({ exitCode: 2, stdout: '' });
    expect(end.stderr).toContain(told);
  });
});
