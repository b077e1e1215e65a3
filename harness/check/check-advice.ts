import { shellWord } from '../report/blocks/command-text.ts';
import { safeText } from '../text/plain-text.ts';
import { idsText } from './case-names.ts';
import { nameOf } from './check-builder.ts';
import type { AnswerDifference, CheckedCase } from './check-change.ts';
import { besidesOf } from './check-proof.ts';
import type { Check } from './check-record.ts';
import type { CheckView, Told } from './check-view.ts';

/** What to do about changes of one theme. */
export function adviceFor(theme: string, told: readonly Told[], check: Check, view: CheckView): string[] {
  switch (theme) {
    case 'needs-more':
    case 'different':
      return [...grantAdvice(told), ...insteadAdvice(told, check), `If this is intended: ${updateCommand(view, true)}`];
    case 'fails':
      return ['Mend the build, or search for what it needs in a wider --universe.', ...insteadAdvice(told, check)];
    case 'became-silent':
      return [
        'The exit code no longer tells that something is missing: make sure that what is locked is really granted.',
        ...insteadAdvice(told, check),
        `If this is known: ${updateCommand(view, true)}`,
      ];
    case 'not-locked':
      return [`To lock ${told.length === 1 ? 'it' : 'them'}: ${updateCommand(view, false)}`];
    case 'gone':
      return [`To take ${told.length === 1 ? 'it' : 'them'} out: ${takeOutCommand(told, view)}`];
    case 'not-comparable':
      return [
        ...hereAdvice(told),
        'Whether the builder or its surroundings are the reason cannot be told. Check where it was locked,',
        `or lock these surroundings: ${updateCommand(view, true)}`,
      ];
    case 'no-verdict':
      return [`This proves neither the same need nor a greater one: ${againText(check)}.`];
    case 'needs-less':
      return [`To grant no more than that from now on: ${updateCommand(view, false)}`];
    default:
      return [];
  }
}

/** Whose locked sets do not serve here, whatever the reason is. */
function hereAdvice(told: readonly Told[]): string[] {
  const isMissed = ({ change }: Told): boolean =>
    change.kind === 'not-comparable' &&
    change.found.some((one) => 'proofs' in one && one.answer === 'faithful' && one.kind !== 'needs-less');
  const cases = told.filter(isMissed).map(({ one }) => one);
  return cases.length === 0 ? [] : [`Here, what is locked does not suffice for ${idsText(cases)}.`];
}

function againText({ run }: Check): string {
  const budget = run?.run.budgetSpent ?? null;
  return budget === null ? 'check again' : `check again with a larger --max-${budget}`;
}

/** What to grant besides, the same for several cases told once. */
function grantAdvice(told: readonly Told[]): string[] {
  const grants = new Map<string, CheckedCase[]>();
  for (const { one, change } of told) {
    const besides = 'proofs' in change ? besidesText(change) : undefined;
    if (besides !== undefined) grants.set(besides, [...(grants.get(besides) ?? []), one]);
  }
  const parts = [...grants].map(([besides, cases]) => `${besides}${grants.size > 1 ? ` to ${idsText(cases)}` : ''}`);
  return parts.length === 0 ? [] : [`Grant besides: ${parts.join('; ')}.`];
}

/** What has to be granted besides to what is locked; undefined where nothing serves. */
function besidesText({ proofs }: AnswerDifference): string | undefined {
  const besides = proofs.filter(({ serves }) => serves === 'locked').map(besidesOf);
  const [least] = besides.filter((names) => names !== undefined).toSorted((a, b) => a.length - b.length);
  return least?.join(' ');
}

/** What could be taken back, by what was changed. */
function insteadAdvice(told: readonly Told[], check: Check): string[] {
  const fields = new Set(told.flatMap(({ one }) => one.causes.map(({ field }) => field)));
  const [locked, ...others] = check.lockedBuilders;
  const ways = [
    ...(fields.has('builder') && locked !== undefined && others.length === 0 ? [`stay with ${nameOf(locked)}`] : []),
    ...(fields.has('contextSha256') ? ['undo the change of the Dockerfile or its context'] : []),
    ...(fields.has('bases') ? ['pin the base image'] : []),
  ];
  return ways.length === 0 ? [] : [`Or ${ways.join(', or ')}.`];
}

/** The command that writes what this run found. */
export function updateCommand({ lockFile, run }: Pick<CheckView, 'lockFile' | 'run'>, accept: boolean): string {
  const lock = lockFile === 'capabilities.lock.json' ? '' : ` --lock ${shellWord(lockFile)}`;
  const record = run === null ? '' : ` --record ${shellWord(run)}`;
  return `kaniko-caps update${lock}${record}${accept ? ' --accept' : ''}`;
}

function takeOutCommand(told: readonly Told[], view: CheckView): string {
  if (view.run !== null) return updateCommand(view, false);
  return `${updateCommand(view, false)} ${told.map(({ one }) => shellWord(safeText(one.file))).join(' ')}`;
}
