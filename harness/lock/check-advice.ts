import { shellWord } from '../report/command-text.ts';
import { safeText } from '../report/plain-text.ts';
import { listText } from '../report/set-text.ts';
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
    case 'became-silent':
      return [
        'The exit code no longer tells that something is missing: make sure that what is locked is really granted.',
        ...insteadAdvice(told, check),
        `If this is known: ${updateCommand(view, true)}`,
      ];
    case 'not-locked':
      return [`To lock them: ${updateCommand(view, true)}`];
    case 'gone':
      return [`To take them out: ${updateCommand({ ...view, run: null }, false)}`];
    case 'not-comparable':
      return [
        'Nobody can tell whether the builder or its surroundings are the reason. Check where it was locked,',
        `or lock these surroundings: ${updateCommand(view, true)}`,
      ];
    case 'no-verdict':
      return ['This proves neither that they need the same nor that they need more: check them again.'];
    case 'needs-less':
      return [`To grant no more than that from now on: ${updateCommand(view, false)}`];
    default:
      return [];
  }
}

/** What to grant besides, the same for several cases told once. */
function grantAdvice(told: readonly Told[]): string[] {
  const grants = new Map<string, CheckedCase[]>();
  const broken: CheckedCase[] = [];
  for (const { one, change } of told) {
    if (!('proofs' in change)) continue;
    const besides = besidesText(change);
    if (besides === undefined) broken.push(one);
    else grants.set(besides, [...(grants.get(besides) ?? []), one]);
  }
  const ids = (cases: readonly CheckedCase[]): string => listText(cases.map(({ id }) => safeText(id)));
  const parts = [...grants].map(([besides, cases]) => `${besides}${grants.size > 1 ? ` to ${ids(cases)}` : ''}`);
  return [
    ...(parts.length === 0 ? [] : [`Grant besides: ${parts.join('; ')}.`]),
    ...(broken.length === 0
      ? []
      : [`${ids(broken)} fails even with everything granted: mend the build, or search in a wider --universe.`]),
  ];
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
