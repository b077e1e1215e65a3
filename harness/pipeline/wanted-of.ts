import { type CapabilitySet, namesOf } from '../capabilities/capability-set.ts';
import type { DeclaredSecurity } from '../manifest/model/security.ts';
import type { WantedGrant } from '../patch/wanted-grant.ts';
import { builderName } from '../report/blocks/run/run-text.ts';
import { countOf, safeText } from '../text/plain-text.ts';
import { listText } from '../text/set-text.ts';
import { answerBuild } from './answer-build.ts';
import type { AuditedBuild, BuildAnswer } from './audited-build.ts';

/** What the builds of one place are to be granted together, as trials showed it; a reason, in words, where they did not. */
export function wantedOf(builds: readonly AuditedBuild[]): WantedGrant | { readonly refused: string } {
  const [first] = builds;
  const unanswered = builds.find(({ answer }) => answer === null);
  if (first?.answer == null) return { refused: 'No trial shows what it needs.' };
  if (unanswered !== undefined) {
    return {
      refused: `The same place grants what ${unanswered.build.title} gets, and no trial shows what that needs.`,
    };
  }
  const cases = [...new Set(builds.flatMap(({ answer }) => answer?.cases ?? []))];
  const result = answerBuild(first.build, { record: first.answer.record, cases });
  if ('unanswered' in result) return { refused: `No set is enough for all its builds: ${result.unanswered}` };
  const isPossible = (kind: BuildAnswer['hardening'][number]['kind']): boolean =>
    result.answer.hardening.some((one) => one.kind === kind && one.result === 'possible');
  return {
    needed: result.answer.needed,
    isPrivileged: builds.some(({ build }) => build.security.privileged.value),
    addNoNewPrivileges: isPossible('no-new-privileges'),
    addDefaultSeccomp: isPossible('default-seccomp'),
    runtime: first.build.security.runtime.value,
    evidence: evidenceOf(builds, result.answer),
  };
}

/** How many cases and runs are named before the rest is counted. */
const NAMED = 3;

function evidenceOf(builds: readonly AuditedBuild[], { proven, cases }: BuildAnswer): string {
  const runs = [...new Set(builds.flatMap(({ answer }) => (answer === null ? [] : [answer.record.run.id])))];
  const builders = [...new Set(builds.flatMap(({ answer }) => (answer === null ? [] : [builderName(answer.record)])))];
  const told = `${proven ? 'proven' : 'enough, not proven minimal'} with ${builders.join(' and ')}`;
  return safeText(
    `${told}, ${few(runs, 'run')}, ${few(
      cases.map(({ id }) => id),
      'case',
    )}`,
  );
}

function few(names: readonly string[], what: string): string {
  const more = names.length - NAMED;
  return listText([...names.slice(0, NAMED), ...(more > 0 ? [countOf(more, `more ${what}`)] : [])]);
}

/** Whether a build as it is read again is granted what was wanted; a sentence that names the first thing that is not. */
export function differsFromWanted(
  before: DeclaredSecurity,
  after: DeclaredSecurity | undefined,
  wanted: WantedGrant,
): string | undefined {
  if (after === undefined) return 'Read again, the patched manifest has no such build.';
  if (after.privileged.value) return 'The patched manifest would still be privileged.';
  if (after.inForce !== wanted.needed) return `The patched manifest would grant ${setWords(after.inForce)}.`;
  const noNewPrivileges = wanted.addNoNewPrivileges || before.noNewPrivileges.value;
  if (after.noNewPrivileges.value !== noNewPrivileges) return 'The patched manifest would change no-new-privileges.';
  const seccomp = wanted.addDefaultSeccomp ? 'default' : before.seccomp.value;
  return JSON.stringify(after.seccomp.value) === JSON.stringify(seccomp)
    ? undefined
    : 'Without privileged, a filter on system calls begins to count, and no trial under it gave the same image.';
}

function setWords(set: CapabilitySet): string {
  return namesOf(set).join(' ') || 'nothing';
}
