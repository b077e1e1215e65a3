import type { RunRecord } from '../../../record/record.ts';
import { standingBehind } from '../../../record/record-evidence.ts';
import { countOf, durationText, safeText } from '../../../text/plain-text.ts';
import type { Answer } from '../../../vocabulary/answer.ts';
import { exitZeroVerb, profileVerb, setsInline } from '../answer/answer-text.ts';
import { exclusionText } from '../answer/exclusion-text.ts';

/** What was run on what, in one line. */
export function headline({ builder, environment: on, run, evidence }: RunRecord): string {
  const identity = builder.imageDigest ?? (builder.binarySha256 === null ? null : `sha256:${builder.binarySha256}`);
  const digest = identity === null ? '' : ` (${identity.slice(0, 19)}…)`;
  const seccomp = on.seccomp === 'unconfined' ? 'no seccomp' : `${on.seccomp} seccomp`;
  const done = `${countOf(run.trials, 'trial')} in ${durationText(run.wallMs)}`;
  const host = `${on.engine} ${on.version}, kernel ${on.kernel}, ${seccomp}${closenessText(on)}`;
  return safeText(`${builder.kind} ${builder.version}${digest} on ${host} · ${done}${standingBehind(evidence, ' · ')}`);
}

/** What makes the trials less apart than they could be, after a list of facts of the engine: that they shared pods, or reached a network. */
export function closenessText({ trialsPerPod = 1, isolation }: RunRecord['environment']): string {
  const shared = trialsPerPod === 1 ? '' : `, up to ${trialsPerPod} trials to a pod`;
  return isolation === 'open' ? `${shared}, network policies not enforced` : shared;
}

/** Google's and the forks' versions overlap: the repository's owner tells them apart. */
export function builderName({ builder }: Pick<RunRecord, 'builder'>): string {
  const owner = builder.repository?.split('/').at(-2);
  return safeText(`${builder.kind} ${builder.version}${owner === undefined ? '' : ` (${owner})`}`);
}

/** The sets that serve all cases at once. */
export function profileLines({ cases, profile }: RunRecord): string[] {
  const answered = cases.filter((one) => one.faithful.minimalSets.length > 0).length;
  if (answered < 2) return [];
  const which =
    answered === cases.length ? `all ${answered} cases` : `the ${answered} of ${cases.length} cases with an answer`;
  const together = (answer: Answer): string | undefined =>
    profile[answer].length > 0 ? undefined : exclusionText(cases, answer);
  const whole = `${which} together ${profileVerb(cases, 'faithful')}  ${setsInline(profile.faithful)}`;
  const lines = [together('faithful') ?? whole];
  const same = JSON.stringify(profile.faithful) === JSON.stringify(profile.exitZero);
  const verb = `alone ${exitZeroVerb(profileVerb(cases, 'exitZero') === 'need', profile.exitZero)}`;
  const exitZero = together('exitZero') ?? `${verb}  ${setsInline(profile.exitZero)}`;
  return same ? lines : [...lines, `exit code 0 ${exitZero}`];
}
