import { countOf } from '../text/plain-text.ts';
import { idsText } from './case-names.ts';
import { adviceFor } from './check-advice.ts';
import { failsAltogether } from './check-case-text.ts';
import type { CaseChange } from './check-change.ts';
import { type Effect, effectOf } from './check-effect.ts';
import type { Check } from './check-record.ts';
import type { CheckView, Told } from './check-view.ts';

/** A sentence on several cases, and what to do. */
export interface Headline {
  readonly effect: Effect;
  readonly text: string;
  readonly advice: readonly string[];
}

/** What changes have in common that one sentence tells. */
interface Theme {
  readonly key: string;
  readonly sentence: (subject: string, isOne: boolean, lockFile: string) => string;
  readonly holds: (change: CaseChange) => boolean;
}

const isFaithful = (change: CaseChange): boolean => !('answer' in change) || change.answer === 'faithful';

const ofKind =
  (kind: CaseChange['kind']) =>
  (change: CaseChange): boolean =>
    change.kind === kind && isFaithful(change);

/** In the order in which they are told. */
const THEMES: readonly Theme[] = [
  {
    key: 'needs-more',
    sentence: (subject, isOne, lock) => `${subject} ${isOne ? 'needs' : 'need'} more than ${lock} allows`,
    holds: (change) => ofKind('needs-more')(change) && !failsAltogether(change),
  },
  {
    key: 'fails',
    sentence: (subject, isOne) => `${subject} ${isOne ? 'fails' : 'fail'} even with everything granted`,
    holds: (change) => ofKind('needs-more')(change) && failsAltogether(change),
  },
  {
    key: 'different',
    sentence: (subject, isOne, lock) => `${subject} ${isOne ? 'needs' : 'need'} other capabilities than ${lock} allows`,
    holds: ofKind('different'),
  },
  {
    key: 'became-silent',
    sentence: (subject) => `What used to fail now succeeds with another image in ${subject}`,
    holds: ofKind('became-silent'),
  },
  {
    key: 'not-locked',
    sentence: (subject, isOne, lock) => `${subject} ${isOne ? 'is' : 'are'} not in ${lock}`,
    holds: ofKind('not-locked'),
  },
  {
    key: 'gone',
    sentence: (subject, isOne, lock) => `${subject} of ${lock} ${isOne ? 'has' : 'have'} no Dockerfile any more`,
    holds: ofKind('gone'),
  },
  {
    key: 'not-comparable',
    sentence: (subject, isOne) => `${subject} ${isOne ? 'is' : 'are'} not as locked, but cannot be compared`,
    holds: ofKind('not-comparable'),
  },
  {
    key: 'no-verdict',
    sentence: (subject) => `No verdict on ${subject}`,
    holds: (change) => change.kind === 'no-verdict',
  },
  {
    key: 'needs-less',
    sentence: (subject, isOne) => `${subject} ${isOne ? 'needs' : 'need'} less than locked`,
    holds: ofKind('needs-less'),
  },
  {
    key: 'became-error',
    sentence: (subject) => `What was lost in silence is an error now in ${subject}`,
    holds: ofKind('became-error'),
  },
  {
    key: 'exit-code',
    sentence: (subject) => `Other sets reach exit code 0 with another image in ${subject}`,
    holds: (change) => 'proofs' in change && change.answer === 'exitZero',
  },
  {
    key: 'reference-changed',
    sentence: (subject) => `With everything granted another image is built, which no capability decides, in ${subject}`,
    holds: ofKind('reference-changed'),
  },
];

/** What a check found in sentences, those first that decide its outcome, each with what to do about it. */
export function headlinesOf(check: Check, view: CheckView): Headline[] {
  const told = check.cases.flatMap((one) => one.changes.map((change): Told => ({ one, change })));
  const open = told.filter(({ change }) => change.tolerance.kind !== 'tolerated');
  const headlines = THEMES.flatMap((theme) => headline(theme, open, check, view));
  const rank: readonly Effect[] = ['fails', 'no-verdict', 'told'];
  return headlines.toSorted((a, b) => rank.indexOf(a.effect) - rank.indexOf(b.effect));
}

function headline(theme: Theme, open: readonly Told[], check: Check, view: CheckView): Headline[] {
  const own = open.filter(({ change }) => theme.holds(change) && !isToldBy(theme, change, open));
  const cases = [...new Set(own.map(({ one }) => one))];
  const [first] = own;
  if (first === undefined) return [];
  const subject = `${cases.length} of ${countOf(check.cases.length, 'case')}`;
  const text = theme.sentence(subject, cases.length === 1, view.lockFile);
  return [
    {
      effect: effectOf(first.change, view.gate),
      text: `${text}: ${idsText(cases)}.`,
      advice: adviceFor(theme.key, own, check, view),
    },
  ];
}

/** Sets for exit code 0 that changed together with the others, or of which the losses tell, need no sentence of their own. */
function isToldBy({ key }: Theme, change: CaseChange, open: readonly Told[]): boolean {
  if (key !== 'exit-code') return false;
  const one = open.find((other) => other.change === change)?.one;
  return one?.changes.some((other) => other !== change && other.kind !== 'reference-changed') ?? false;
}
