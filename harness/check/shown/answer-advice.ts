import { shortBuilderText } from '../check-builder.ts';
import { besidesOf } from '../check-proof.ts';
import type { Check } from '../check-record.ts';
import type { CheckedCase } from '../checked-case.ts';
import type { ChangedAnswer } from '../kinds/answer-change.ts';
import type { ChangeInCase } from '../kinds/change-kind.ts';
import { caseNames } from './case-names.ts';

/** What to grant besides, the same for several cases told once. */
export function grantAdvice(changes: readonly ChangeInCase<ChangedAnswer>[]): string[] {
  const grants = new Map<string, CheckedCase[]>();
  for (const { one, change } of changes) {
    const besides = besidesText(change);
    if (besides !== undefined) grants.set(besides, [...(grants.get(besides) ?? []), one]);
  }
  const parts = [...grants].map(([besides, cases]) => `${besides}${grants.size > 1 ? ` to ${caseNames(cases)}` : ''}`);
  return parts.length === 0 ? [] : [`Grant also: ${parts.join('; ')}.`];
}

/** What has to be granted besides to what is locked; undefined where nothing serves. */
function besidesText({ proofs }: ChangedAnswer): string | undefined {
  const besides = proofs.filter(({ serves }) => serves === 'locked').map(besidesOf);
  const [least] = besides.filter((names) => names !== undefined).toSorted((a, b) => a.length - b.length);
  return least?.join(' ');
}

/** What could be taken back, by what was changed. */
export function insteadAdvice(changes: readonly ChangeInCase<unknown>[], { lockedBuilders }: Check): string[] {
  const fields = new Set(changes.flatMap(({ one }) => one.causes.map(({ field }) => field)));
  const [locked, ...others] = lockedBuilders;
  const ways = [
    ...(fields.has('builder') && locked !== undefined && others.length === 0
      ? [`stay with ${shortBuilderText(locked)}`]
      : []),
    ...([...fields].some((field) => field.startsWith('configuration.')) ? ['go back to the locked configuration'] : []),
    ...(fields.has('contextSha256') ? ['undo the change of the Dockerfile or its context'] : []),
    ...(fields.has('bases') ? ['pin the base image'] : []),
  ];
  return ways.length === 0 ? [] : [`Or ${ways.join(', or ')}.`];
}
