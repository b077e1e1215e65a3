import { describe, expect, it } from 'vitest';
import { namesOf } from '../capabilities/capability-set.ts';
import { parseSet } from '../capabilities/parse-set.ts';
import { DOCKER_DEFAULTS } from '../capabilities/universe.ts';
import { parseDockerfile } from '../corpus/dockerfile-text/parse-dockerfile.ts';
import type { RunRecord } from '../record/record.ts';
import { exampleConfiguration } from '../testing/examples/configurations.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { casePrior, type PriorQuestion, type PriorSources } from './case-prior.ts';

const NO_RECORDS: PriorSources = { records: [], calibration: { rules: {}, bases: {} } };

function question(text: string, changes: Partial<PriorQuestion> = {}): PriorQuestion {
  const parsed = parseDockerfile(text, { file: 'Dockerfile', buildArguments: {}, target: null });
  return { caseId: 'example', universe: DOCKER_DEFAULTS, ...parsed, ...changes };
}

const setgid = question('FROM busybox:1\nRUN chgrp 42 /tool && chmod 2755 /tool\n');

/** A record in which a case of the given Dockerfile needs these sets. */
function recordWith(id: string, text: string, sets: readonly string[], changes: object = {}): RunRecord {
  const { instructions, baseReferences } = question(text);
  const minimalSets = sets.map((set) => namesOf(parseSet(set)));
  const answer = { complete: true, minimalSets, maximalFailingSets: [] };
  const bases = baseReferences.map((reference) => ({ reference, digest: 'sha256:0', source: reference }));
  const one = caseOf({
    id,
    universe: namesOf(DOCKER_DEFAULTS),
    instructions: [...instructions],
    bases,
    faithful: answer,
    exitZero: answer,
    ...changes,
  });
  return recordOf([one]);
}

describe('a prior', () => {
  it('guesses what the rules expect, and for exit code 0 without what is lost in silence', () => {
    const { faithful, exitZero, because } = casePrior(setgid, NO_RECORDS);
    expect(faithful.guesses?.[0]).toBe(parseSet('CHOWN,FOWNER,FSETID'));
    expect(exitZero.guesses?.[0]).toBe(parseSet('CHOWN,FOWNER'));
    expect(because).toMatchInlineSnapshot(`
      [
        "CHOWN FOWNER: chgrp 42 /tool (line 2), not recorded yet",
        "CHOWN FOWNER: the files of busybox:1 (line 1), not recorded yet",
        "FSETID: chmod 2755 /tool (line 2), for the same image only, not recorded yet",
      ]
    `);
  });

  it('guesses nothing outside the universe', () => {
    const { faithful, because } = casePrior({ ...setgid, universe: parseSet('CHOWN,KILL') }, NO_RECORDS);
    expect(faithful.guesses).toEqual([parseSet('CHOWN')]);
    expect(because.join()).not.toContain('FSETID');
  });

  it('goes by what earlier records say of the same case, all sets of it, whatever the rules say', () => {
    const records = [recordWith('example', 'FROM scratch\n', ['KILL,MKNOD', 'SETUID'])];
    const { faithful, because } = casePrior({ ...setgid, contextSha256: 'c'.repeat(64) }, { ...NO_RECORDS, records });
    expect(faithful.guesses?.slice(0, 2)).toEqual([parseSet('SETUID'), parseSet('KILL,MKNOD')]);
    expect(because[0]).toMatchInlineSnapshot(
      `"SETUID or KILL MKNOD: found before with kaniko v1.24.0, in run-20260101-120000-a"`,
    );
  });

  it('says so when the Dockerfile or its context is no longer what the record was made of', () => {
    const records = [recordWith('example', 'FROM scratch\n', ['KILL'])];
    const { faithful, because } = casePrior({ ...setgid, contextSha256: 'd'.repeat(64) }, { ...NO_RECORDS, records });
    expect(faithful.guesses?.[0]).toBe(parseSet('KILL'));
    expect(because[0]).toContain('has changed since');
  });

  it('expects what was proven of the same build to hold, and nothing of another builder', () => {
    const records = [recordWith('example', 'FROM scratch\n', ['KILL'])];
    const builder = { version: 'v1.24.0', repository: 'github.com/GoogleContainerTools/kaniko' };
    const asked = { ...setgid, contextSha256: 'c'.repeat(64), builder };
    expect(casePrior(asked, { ...NO_RECORDS, records }).faithful.expected).toEqual([parseSet('KILL')]);
    const upgraded = { ...asked, builder: { ...builder, version: 'v1.25.0' } };
    expect(casePrior(upgraded, { ...NO_RECORDS, records }).faithful.expected).toBeUndefined();
  });

  it('guesses from another configuration and says so, but does not expect it to hold', () => {
    const records = [recordWith('example', 'FROM scratch\n', ['KILL'])];
    const builder = { version: 'v1.24.0', repository: 'github.com/GoogleContainerTools/kaniko' };
    const configuration = exampleConfiguration({ builderFlags: ['--snapshot-mode=redo'] });
    const asked = { ...setgid, contextSha256: 'c'.repeat(64), builder, configuration };
    const { faithful, because } = casePrior(asked, { ...NO_RECORDS, records });
    expect(faithful.guesses?.[0]).toBe(parseSet('KILL'));
    expect(faithful.expected).toBeUndefined();
    expect(because[0]).toContain(
      '; this run is configured differently (flags of the builder: --snapshot-mode=redo instead of none)',
    );
    const same = recordWith('example', 'FROM scratch\n', ['MKNOD'], { configuration });
    expect(casePrior(asked, { ...NO_RECORDS, records: [...records, same] }).faithful.guesses?.[0]).toBe(
      parseSet('MKNOD'),
    );
  });

  it('prefers the record of the same context to one that is named before it', () => {
    const changed = recordWith('example', 'FROM scratch\n', ['KILL'], { contextSha256: 'e'.repeat(64) });
    const same = recordWith('example', 'FROM scratch\n', ['MKNOD']);
    const asked = { ...setgid, contextSha256: 'c'.repeat(64) };
    const { faithful } = casePrior(asked, { ...NO_RECORDS, records: [changed, same] });
    expect(faithful.guesses?.[0]).toBe(parseSet('MKNOD'));
  });

  it('learns from other cases with the same base', () => {
    const records = ['a', 'b', 'c'].map((id) => recordWith(id, 'FROM busybox:2\nRUN true\n', ['SETFCAP']));
    const { faithful, because } = casePrior(question('FROM busybox:1\nRUN true\n'), { ...NO_RECORDS, records });
    expect(faithful.guesses?.[0]).toBe(parseSet('SETFCAP'));
    expect(because).toContain('SETFCAP: the files of busybox:1 (line 1), needed in 3 of 3 recorded findings');
  });

  it('expects no SETFCAP for a base from a builder that drops its file capabilities', () => {
    const records = ['a', 'b', 'c'].map((id) => recordWith(id, 'FROM busybox:2\nRUN true\n', ['SETFCAP']));
    const likely = (version: string) => {
      const builder = { version, repository: 'github.com/GoogleContainerTools/kaniko' };
      return casePrior(question('FROM busybox:1\nRUN true\n', { builder }), { ...NO_RECORDS, records }).faithful
        .guesses;
    };
    expect(likely('v1.8.0')?.[0]).toBe(parseSet('SETFCAP'));
    expect(likely('v1.7.0')).not.toContain(parseSet('SETFCAP'));
  });

  it('learns nothing from cases that are not decided or whose Dockerfile is not recorded', () => {
    const undecided = { complete: false, minimalSets: [['SETFCAP']], maximalFailingSets: [] };
    const records = [
      recordWith('a', 'FROM busybox:1\nRUN true\n', [], { faithful: undecided }),
      recordWith('b', 'FROM busybox:1\nRUN true\n', ['SETFCAP'], { instructions: [] }),
    ];
    const asked = question('FROM busybox:1\nRUN true\n');
    expect(casePrior(asked, { ...NO_RECORDS, records })).toEqual(casePrior(asked, NO_RECORDS));
  });

  it('guesses both ways where a build falls back on another user', () => {
    const text = 'FROM scratch\nRUN chown app /x && chmod 600 /x && { cat /x || su app -c "cat /x"; }\n';
    expect(casePrior(question(text), NO_RECORDS).faithful.guesses?.slice(0, 2)).toEqual([
      parseSet('CHOWN,DAC_OVERRIDE,FOWNER'),
      parseSet('CHOWN,FOWNER,SETGID,SETUID'),
    ]);
  });

  it('knows what some builders do and others do not', () => {
    const text = 'FROM busybox AS tool\nFROM scratch\nCOPY --from=tool /bin/sh /sh\n';
    const likely = (version: string, repository: string) =>
      casePrior(question(text, { builder: { version, repository } }), NO_RECORDS).faithful.guesses?.[0];
    expect(likely('v1.27.0', 'github.com/osscontainertools/kaniko')).toBe(parseSet('CHOWN,FOWNER'));
    expect(likely('v1.26.9', 'github.com/osscontainertools/kaniko')).toBe(parseSet('CHOWN,DAC_OVERRIDE,FOWNER'));
    expect(likely('v1.27.0', 'github.com/other/kaniko')).toBe(parseSet('CHOWN,DAC_OVERRIDE,FOWNER'));
  });
});
