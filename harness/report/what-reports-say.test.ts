import fc from 'fast-check';
import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import { type CapabilitySet, EMPTY_SET, isSubset, namesOf } from '../capabilities/capability-set.ts';
import { setOfNames } from '../capabilities/parse-set.ts';
import { subsetsOf } from '../capabilities/subsets.ts';
import { POPULAR_FIVE } from '../capabilities/universe.ts';
import { answerBorders, moreHurts } from '../record/answer-borders.ts';
import { unusualWords } from '../record/configuration-words.ts';
import type { CaseRecord } from '../record/record.ts';
import { servingWithout } from '../record/serving-without.ts';
import { effectOfSet, SET_EFFECTS, type SetEffect } from '../record/set-effect.ts';
import { findingInUniverse, findingOfSet, type SetFinding } from '../record/set-finding.ts';
import { letterOf, setsOfPlane, truthTableIn } from '../record/truth-table.ts';
import { exampleConfiguration } from '../testing/examples/configurations.ts';
import { anyCase, type GeneratedCase } from '../testing/examples/generated-cases.ts';
import { caseOf, recordOf } from '../testing/examples/records.ts';
import { ANSWERS, type Answer } from '../vocabulary/answer.ts';
import { ANSWER_WORDS } from './blocks/answer/answer-words.ts';
import { EFFECT_WORDS } from './blocks/answer/effect-words.ts';
import { popularListText } from './blocks/answer/popular-list.ts';
import { truthTableLines } from './blocks/basis/truth-table-text.ts';
import { decisiveSets } from './ci/decisive-set.ts';
import { recordFindings } from './ci/finding.ts';
import { junitReport, suitesOf } from './ci/junit.ts';
import { explainCase } from './explain/explain-case.ts';
import { explainSet } from './explain/explain-set.ts';
import { explainWithout } from './explain/explain-without.ts';
import { caseArticle } from './html/case-article.ts';
import { viewCase } from './html/case-view.ts';
import { rendered } from './html/elements.ts';
import { latticeFigure } from './html/lattice/lattice-drawing.ts';
import { cellOf } from './html/matrix/cell-state.ts';
import { markdownReport } from './markdown/markdown-report.ts';
import { choosePolicy } from './policy/choose-policy.ts';
import { casesReport } from './terminal/case-summary.ts';
import { sideBySideReport } from './terminal/side-by-side.ts';
import { tableReport } from './terminal/table.ts';

/** Cases of every sort, and a set to ask about, which may hold more than the universe. */
const anyQuestion = anyCase('case').chain((generated) =>
  fc.constantFrom(...subsetsOf(POPULAR_FIVE), ...subsetsOf(generated.universe)).map((set) => ({ generated, set })),
);

const anyAnswer = fc.constantFrom<Answer>(...ANSWERS);

const kindOf = (one: CaseRecord, answer: Answer, set: CapabilitySet): SetFinding['kind'] =>
  findingOfSet(one, answer, set).kind;

describe('what a record says of a set', () => {
  it('is the truth, where more capabilities never hurt', () => {
    fc.assert(
      fc.property(anyQuestion, anyAnswer, ({ generated, set }, answer) => {
        const { one, truth, isOrderly, universe } = generated;
        const { kind } = findingOfSet(one, answer, set);
        fc.pre(isOrderly && isSubset(set, universe));
        const passes = truth(set) === 'F' || (answer === 'exitZero' && truth(set) === 'D');
        if (kind !== 'not-known') expect(kind).toBe(passes ? 'serves' : 'fails');
      }),
    );
  });

  it('is what was seen of the set itself, and nothing else where more capabilities hurt', () => {
    fc.assert(
      fc.property(anyQuestion, anyAnswer, ({ generated: { one }, set }, answer) => {
        const finding = findingOfSet(one, answer, set);
        if (finding.kind !== 'serves' && finding.kind !== 'fails') return;
        const { kind, set: by } = finding.basis;
        if (kind !== 'assumption') {
          expect(by).toBe(set);
          return;
        }
        // What decides one answer may decide the other.
        const borders = ANSWERS.filter((either) => !moreHurts(one, either)).map((either) => answerBorders(one, either));
        const deciding = borders.flatMap(({ minimal, failing }) => (finding.kind === 'serves' ? minimal : failing));
        expect(deciding).toContain(by);
      }),
    );
  });

  it('never denies exit code 0 to the same image', () => {
    fc.assert(
      fc.property(anyQuestion, ({ generated: { one }, set }) => {
        if (kindOf(one, 'faithful', set) === 'serves') expect(kindOf(one, 'exitZero', set)).toBe('serves');
        if (kindOf(one, 'exitZero', set) === 'fails') expect(kindOf(one, 'faithful', set)).toBe('fails');
      }),
    );
  });
});

/** The effect whose words these are. */
function effectIn(words: string, field: 'word' | 'before' | 'meaning'): SetEffect | undefined {
  return SET_EFFECTS.toSorted((a, b) => EFFECT_WORDS[b][field].length - EFFECT_WORDS[a][field].length).find((effect) =>
    words.startsWith(EFFECT_WORDS[effect][field]),
  );
}

describe('every report says the same of a set:', () => {
  it('the line on the popular list', () => {
    const three = fc.tuple(anyCase('a'), anyCase('b'), anyCase('c'));
    fc.assert(
      fc.property(three, (generated) => {
        const cases = generated.map(({ one }) => one);
        const [line = '', ...parts] = popularListText(recordOf(cases)).filter(
          (text) => !text.startsWith('to find out'),
        );
        const told = new Map<string, SetEffect>();
        for (const part of parts.map((text) => text.replace(/^it /, ''))) {
          const effect = effectIn(part, 'before');
          if (effect === undefined) throw new Error(part);
          const ids = part.slice(EFFECT_WORDS[effect].before.length).trim().split(', ');
          for (const id of ids) told.set(id, effect);
        }
        for (const one of cases) {
          const { effect } = effectOfSet(one, POPULAR_FIVE);
          const named = told.get(one.id);
          if (named !== undefined) expect(named).toBe(effect);
          // Of a case without an answer, or in which the list was not in play, nothing is said.
          else if (one.faithful.minimalSets.length > 0) expect(['serves', 'not-known']).toContain(effect);
        }
        const serving = cases.filter((one) => effectOfSet(one, POPULAR_FIVE).effect === 'serves').length;
        if (line !== '') expect(line).toContain(` works for ${serving} of `);
      }),
    );
  });

  it('explain --set', () => {
    fc.assert(
      fc.property(anyQuestion, ({ generated: { one }, set }) => {
        const [, words = ''] = /^case {2}(.*)$/m.exec(explainSet(recordOf([one]), [one], set)) ?? [];
        expect(effectIn(words, 'word')).toBe(effectOfSet(one, set).effect);
      }),
    );
  });

  it('explain --without', () => {
    fc.assert(
      fc.property(anyQuestion, ({ generated: { one, universe }, set }) => {
        fc.pre(set !== EMPTY_SET);
        const text = explainWithout([one], set);
        const [, possible] = /same image: (yes|no|not known)$/m.exec(text) ?? [];
        const left = subsetsOf(universe).filter((other) => (other & set) === 0n);
        const kinds = left.map((other) => kindOf(one, 'faithful', other));
        if (possible === 'yes') expect(kinds.some((kind) => kind === 'serves' || kind === 'flaky')).toBe(true);
        if (possible === 'no') expect(new Set(kinds)).toEqual(new Set(['fails']));
      }),
    );
  });

  it('a policy', () => {
    fc.assert(
      fc.property(anyQuestion, anyAnswer, ({ generated: { one }, set }, answer) => {
        const minimal = one[answer].minimalSets.map(setOfNames);
        const choice = choosePolicy(recordOf([one]), { cases: [one], answer, candidates: [set, ...minimal] });
        if ('policy' in choice) {
          expect(findingInUniverse(one, answer, choice.policy.set).finding.kind).toBe('serves');
          return;
        }
        const { refused } = choice;
        if (refused === undefined) throw new Error('nothing was refused');
        const { kind } = findingInUniverse(one, answer, refused.set).finding;
        expect(refused.obstacles.map((obstacle) => obstacle.kind)).toEqual([kind === 'fails' ? 'breaks' : 'not-known']);
      }),
    );
  });

  it('the drawing of the lattice', () => {
    fc.assert(
      fc.property(anyCase('case'), ({ one }) => {
        const drawing = rendered(h('div', null, latticeFigure(viewCase(one, { slug: 'case', side: '' }))));
        const titles = [...drawing.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title = '']) => title).slice(1);
        for (const title of titles) {
          const [names = '', words = ''] = title.split(': ');
          const set = setOfNames(names === 'nothing' ? [] : names.split(' '));
          expect(words.split('; ')[0]).toBe(EFFECT_WORDS[effectOfSet(one, set).effect].meaning);
        }
      }),
    );
  });

  it('the tests of a JUnit report', () => {
    fc.assert(
      fc.property(anyCase('case'), ({ one }) => {
        for (const { set, name, agreeing, contradicting } of decisiveSets(one)) {
          expect(agreeing.length, name).toBeGreaterThan(0);
          expectClaim(one, set, name, contradicting.length > 0);
        }
      }),
    );
  });

  /** A test that passed says what its name says; one with a run that failed says that the set is flaky. */
  function expectClaim(one: CaseRecord, set: CapabilitySet, name: string, isFlaky: boolean): void {
    const { effect, faithful, exitZero } = effectOfSet(one, set);
    if (isFlaky) {
      expect([faithful.kind, exitZero.kind], name).toContain('flaky');
      return;
    }
    const claim = name.slice(name.indexOf(': ') + 2);
    if (claim === 'same image') expect(effect, name).toBe('serves');
    else if (claim === 'fails') expect(effect, name).toBe('fails');
    else if (claim === 'exit code 0') expect(exitZero.kind, name).toBe('serves');
    else if (claim === 'exit code 0, a different image') expect(effect, name).toBe('other-image');
    else expect(faithful.kind, name).toBe('fails');
  }

  it('the certificate beside a truth table', () => {
    fc.assert(
      fc.property(anyCase('case'), anyAnswer, ({ one }, answer) => {
        const table = truthTableIn(one);
        const lines = truthTableLines(one).filter((line) => line.startsWith(`  ${ANSWER_WORDS[answer]}: `));
        for (const [index, plane] of (table?.planes ?? []).entries()) {
          const sets = setsOfPlane(plane).filter((set) => table !== undefined && letterOf(table, set) !== '?');
          const line = lines[index] ?? '';
          const isFlaky = one.flaky.some((flaky) => flaky.answer === answer);
          if (isFlaky) expect(line).toContain('not compared with the proof');
          else if (line.includes('WRONG')) expect(moreHurts(one, answer)).toBe(true);
          else expect(line).toContain(`the proof agrees with all ${sets.length}`);
          if (!moreHurts(one, answer)) expect(line).not.toContain('WRONG');
        }
      }),
    );
  });
});

describe('the configuration under which a finding holds', () => {
  const text = (record: ReturnType<typeof recordOf>): Readonly<Record<string, string>> => {
    const [one] = record.cases;
    if (one === undefined) throw new Error('no case');
    return {
      table: tableReport(record, { width: 4000 }),
      text: casesReport(record),
      markdown: markdownReport(record, { limitBytes: 60_000, wholeReport: undefined }),
      explain: explainCase(one),
      'explain --set': explainSet(record, record.cases, EMPTY_SET),
      page: caseArticle(viewCase(one, { slug: 'case', side: '' }), 0),
      JUnit: junitReport('kaniko', suitesOf(record)),
    };
  };

  it('is told by every report, unless it is the default, and without a control character', () => {
    fc.assert(
      fc.property(anyCase('case'), ({ one }) => {
        const words = unusualWords(one.configuration);
        for (const [format, report] of Object.entries(text(recordOf([one])))) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
          expect(report, format).not.toMatch(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u202e]|\u001b\[2J/);
          if (words.length === 0 && format !== 'JUnit') expect(report, format).not.toContain('configuration: ');
          if (words.includes('warm cache')) expect(report, format).toContain('warm cache');
        }
        for (const { message } of recordFindings(recordOf([one]))) {
          if (words.length > 0) expect(message).toContain('configuration: ');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is told of each case where the cases of a table have different ones', () => {
    const cases = [
      caseOf({ id: 'plain' }),
      caseOf({ id: 'redo', configuration: exampleConfiguration({ builderFlags: ['--snapshot-mode=redo'] }) }),
    ];
    const table = tableReport(recordOf(cases), { width: 140 });
    expect(table.split('\n').filter((line) => line.includes('configuration: --snapshot-mode=redo'))).toHaveLength(1);
    expect(table).toMatch(/redo .*configuration: --snapshot-mode=redo/);
    expect(explainSet(recordOf(cases), cases, EMPTY_SET)).toContain('configuration of redo: --snapshot-mode=redo');
  });

  it('tells two records of one builder apart', () => {
    const warm = recordOf([caseOf({ configuration: exampleConfiguration({ cache: 'warm' }) })]);
    expect(sideBySideReport([recordOf([caseOf()]), warm], { width: 160 }).split('\n')[2]).toContain('warm cache');
  });
});

describe('a need that a report claims', () => {
  it('is one: no set without the capability is known to serve, or could', () => {
    fc.assert(
      fc.property(anyCase('case'), ({ one, universe }) => {
        const needed = namesOf(universe).filter((name) => ['needed', 'lost silently'].includes(cellOf(one, name).word));
        const findings = recordFindings(recordOf([one])).map(({ message }) => message);
        for (const name of namesOf(universe)) {
          const isClaimed = needed.includes(name) || findings.some((text) => text.includes(`needs ${name};`));
          if (isClaimed) expect(servingWithout(one, 'faithful', setOfNames([name])).possible).toBe('no');
        }
      }),
    );
  });

  it('is met: each set that is told as the answer serves, though it may have failed as well', () => {
    fc.assert(
      fc.property(anyCase('case'), anyAnswer, ({ one }, answer) => {
        for (const names of one[answer].minimalSets) {
          expect(['serves', 'flaky']).toContain(kindOf(one, answer, setOfNames(names)));
        }
      }),
    );
  });
});

/** Only there so that the generator is known to make what the laws above are about. */
describe('the generated cases', () => {
  it('are of every sort', () => {
    const sorts = new Map<string, number>();
    const note = (sort: string, holds: boolean): void => void sorts.set(sort, (sorts.get(sort) ?? 0) + Number(holds));
    for (const { one } of fc.sample(anyCase('case'), { numRuns: 300, seed: 1 }) as GeneratedCase[]) {
      for (const status of ['proven', 'partial', 'flaky']) note(status, one.status === status);
      note('hurting', one.violations.length > 0);
      note('tabled', one.truthTable !== null);
      note('without an answer', one.faithful.minimalSets.length === 0);
      note(
        'timed out',
        one.trials.all.some(({ verdict }) => verdict === 'timeout'),
      );
      note(
        'losing silently',
        one.trials.all.some(({ verdict }) => verdict === 'degraded'),
      );
      for (const set of subsetsOf(setOfNames(one.universe))) note(effectOfSet(one, set).effect, true);
    }
    for (const [sort, count] of sorts) expect(count, sort).toBeGreaterThan(5);
    expect([...sorts.keys()]).toEqual(expect.arrayContaining([...SET_EFFECTS]));
    expect(namesOf(POPULAR_FIVE)).toHaveLength(5);
  });
});
