import type { CaseRecord } from '../../../record/record.ts';
import { countOf, durationText, safeText } from '../../../text/plain-text.ts';
import { setsInline } from './answer-text.ts';

/** The answer of a case in one line; of a case whose reference fails, all there is to say. */
export function caseHeadline(one: CaseRecord): string {
  if (one.referenceFailure !== null) return referenceFailureText(one);
  const { count, lowerBound, totalMs } = one.trials;
  // What bounds a proof is known only once there is one.
  const bound = one.faithful.complete ? ` (minimum ${lowerBound})` : '';
  const cost = `${one.status} · ${countOf(count, 'trial')}${bound} · ${durationText(totalMs)}`;
  if (one.faithful.minimalSets.length === 0) return `${safeText(one.id)}  ${cost}\n  ${safeText(one.reason ?? '')}`;
  const answer = `${safeText(one.id)}  ${verb(one.faithful)}  ${setsInline(one.faithful.minimalSets)}     ${cost}`;
  return [answer, ...obstacleOf(one).map((text) => `  ${text}`)].join('\n');
}

/** What kept the last trials of a case from a verdict, where it has no answer for that alone. */
export function obstacleOf({ status, reason }: CaseRecord): string[] {
  return status === 'infrastructure' && reason !== null ? [safeText(reason)] : [];
}

/** Only a complete answer tells a need; of another one it is known that its sets serve. */
function verb({ complete }: CaseRecord['faithful']): string {
  return complete ? 'needs' : 'works with';
}

/** Words of a kernel that refuses; a build that ends with them may want a privilege beyond the universe. */
const REFUSED = /operation not permitted|permission denied|EPERM|EACCES/i;

function referenceFailureText(one: CaseRecord): string {
  const failure = one.referenceFailure;
  const place = failure === null ? '' : placeText(failure);
  return [
    `${safeText(one.id)}  the reference build fails with everything granted${safeText(place)}`,
    `  ${safeText(failure?.message ?? '')}`,
    ...(REFUSED.test([failure?.message, ...(failure?.log ?? [])].join('\n')) ? afterRefusal(one) : []),
  ].join('\n');
}

function placeText({ instruction, phase }: NonNullable<CaseRecord['referenceFailure']>): string {
  if (instruction !== null) return ` at line ${instruction.line}: ${instruction.text}`;
  if (phase === 'context') return ' before the first instruction, while it gets its context';
  return phase === 'push' ? ' while it pushes the image' : '';
}

/** What may help a build that was refused something although everything is granted. */
function afterRefusal({ configuration: { user, seccomp }, path }: CaseRecord): string[] {
  if (user !== null && user.id !== 0) {
    return [
      `  The builder runs as user ${user.id}. The kernel gives such a process none of the granted capabilities, so no set can help.`,
      '  See what it needs as root: leave out the user.',
    ];
  }
  if (typeof seccomp !== 'string') {
    return [`  The seccomp profile ${safeText(seccomp.name)} may have refused it. Compare with --seccomp unconfined.`];
  }
  return [
    '  The build may need a capability that was not in play. If you trust the Dockerfile, try more:',
    `    kaniko-caps discover --universe wide ${safeText(path)}`,
  ];
}
