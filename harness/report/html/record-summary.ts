import { type ComponentChild, h } from 'preact';
import { namesOf } from '../../capabilities/capability-set.ts';
import { setOfNames } from '../../capabilities/parse-set.ts';
import { hurtsAnywhere } from '../../record/answer-cover.ts';
import { silentLosses } from '../../record/capability-need.ts';
import type { RunRecord } from '../../record/record.ts';
import { countOf, safeText } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import { exitZeroVerb, profileVerb } from '../blocks/answer/answer-text.ts';
import { exclusionText } from '../blocks/answer/exclusion-text.ts';
import { popularListText } from '../blocks/answer/popular-list.ts';
import { auditSummary } from '../blocks/basis/audit-text.ts';
import { budgetLines } from '../blocks/basis/partial-text.ts';
import { alwaysGrantedText } from '../blocks/run/always-granted.ts';
import { cacheLines } from '../blocks/run/cache-text.ts';
import { configurationsOfCases } from '../blocks/run/configuration-text.ts';
import { variationSummary } from '../blocks/variation/variation-summary.ts';
import { attentionSection, type Remark } from './attention.ts';
import type { CaseView } from './case-view.ts';
import { alternatives } from './elements.ts';
import { identity, pageHead } from './page-head.ts';

/** The answer of a record, what it rests on, and what in it asks for attention. */
export function recordSummary(record: RunRecord, views: readonly CaseView[]): ComponentChild[] {
  const told = [
    ...profileSets(record),
    ...configurationsOfCases(record.cases).map((text) => h('p', { class: 'soft' }, safeText(text))),
    ...cacheLines(record).map((text) => h('p', {}, text)),
    ...alwaysGrantedText(record).map((text) => h('p', { class: 'soft' }, safeText(text))),
  ];
  const lines = [
    ...popularListText(record),
    ...variationSummary(record),
    ...budgetLines(record),
    ...auditSummary(record),
  ];
  return [
    pageHead({ heading: headingOf(record), told, basis: [identity(record)] }),
    ...attentionSection(remarksOf(views), lines),
  ];
}

function headingOf({ cases, profile }: RunRecord): string {
  const answered = cases.filter(({ faithful }) => faithful.minimalSets.length > 0).length;
  const all = countOf(cases.length, 'case');
  if (answered === 0) return `${all}, none with an answer`;
  const which = answered === cases.length ? all : `${answered} of ${all}`;
  const [first] = profile.faithful;
  if (first === undefined) return `${which} have no common set`;
  return `${which}${answered > 1 ? ' together' : ''} ${verbOf(cases, answered === 1)} ${capabilityCount(first.length)}`;
}

function verbOf(cases: RunRecord['cases'], isOne: boolean): string {
  const isNeed = profileVerb(cases, 'faithful') === 'need';
  if (isOne) return isNeed ? 'needs' : 'works with';
  return isNeed ? 'need' : 'work with';
}

function capabilityCount(count: number): string {
  if (count === 0) return 'no capability';
  return count === 1 ? '1 capability' : `${count} capabilities`;
}

function profileSets({ profile, cases }: RunRecord): ComponentChild[] {
  if (profile.faithful.length === 0) {
    const excluded = exclusionText(cases, 'faithful');
    return excluded === undefined ? [] : [h('p', { class: 'profile' }, excluded)];
  }
  const isSame = JSON.stringify(profile.faithful) === JSON.stringify(profile.exitZero);
  const verb = exitZeroVerb(profileVerb(cases, 'exitZero') === 'need', profile.exitZero);
  return [
    h('p', { class: 'profile' }, alternatives(profile.faithful)),
    ...(isSame ? [] : [h('p', { class: 'soft' }, [`Exit code 0 alone ${verb} `, ...lesserSets(profile), '.'])]),
  ];
}

/** Of so many missing capabilities the names say more than those of the rest. */
const FEW = 3;

function lesserSets({ faithful, exitZero }: RunRecord['profile']): ComponentChild[] {
  const [whole = [], otherWhole] = faithful;
  const [lesser = [], otherLesser] = exitZero;
  const missing = whole.filter((name) => !lesser.includes(name));
  const isPart = lesser.every((name) => whole.includes(name));
  if (!isPart || missing.length > FEW || otherWhole !== undefined || otherLesser !== undefined) {
    return alternatives(exitZero);
  }
  return ['the same set without ', ...alternatives([missing]), ', but then images differ silently'];
}

function remarksOf(views: readonly CaseView[]): Remark[] {
  const named = (holds: (view: CaseView) => boolean): Remark['cases'] =>
    views.filter(holds).map(({ slug, one }) => ({ slug, name: one.id }));
  const silent = named(({ one }) => silentLosses(one).length > 0);
  const unanswered = named(({ one }) => one.faithful.minimalSets.length === 0);
  const unproven = named(({ one }) => one.faithful.minimalSets.length > 0 && one.status !== 'proven');
  const hurting = named(({ one }) => hurtsAnywhere(one));
  const flaky = named(({ one }) => one.flaky.length > 0);
  const names = silentlyLost(views);
  const lost = `${names.length > 1 ? 'one of ' : ''}${listText(names)}`;
  return [
    {
      sign: '▲',
      look: 'silent',
      text: `${countOf(silent.length, 'case')} would silently build a different image without ${lost}`,
      cases: silent,
    },
    { sign: '✕', look: 'silent', text: `${countOf(unanswered.length, 'case')} without an answer`, cases: unanswered },
    { sign: '?', look: 'quiet', text: `${countOf(unproven.length, 'case')} not fully proven`, cases: unproven },
    {
      sign: '!',
      look: 'silent',
      text: `more capabilities hurt in ${countOf(hurting.length, 'case')}`,
      cases: hurting,
    },
    { sign: '~', look: 'quiet', text: `${countOf(flaky.length, 'case')} with flaky sets`, cases: flaky },
  ];
}

function silentlyLost(views: readonly CaseView[]): string[] {
  const losses = views.flatMap(({ one }) => silentLosses(one));
  return namesOf(setOfNames(losses.map(({ capability }) => capability)));
}
