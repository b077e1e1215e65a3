import type { PolicyJudgement } from '../../existing-policies/judge.ts';
import { judgementLines, policyText, VERDICT_WORDS } from '../../existing-policies/judgement-text.ts';
import { safeText } from '../../text/plain-text.ts';
import type { BuildJudgement, JudgedBuild } from '../against/against-policies.ts';

/** What policies say to each build, for a terminal; nothing where no policy was named. */
export function againstText(judged: readonly JudgedBuild[]): string[] {
  const told = judged.flatMap(buildLines);
  return told.length === 0 ? [] : [['against the policies:', ...told].join('\n')];
}

function buildLines({ one: { build }, judgements }: JudgedBuild): string[] {
  const heading = `  ${safeText(build.place.file)}:${build.place.line}  ${safeText(build.title)}`;
  if (judgements === null) return [heading, '    not judged: it runs in no pod, so a cluster does not look at it'];
  return judgements.length === 0 ? [] : [heading, ...judgements.flatMap(policyLines)];
}

function policyLines({ policy, declared, needed }: BuildJudgement): string[] {
  return [
    `    ${policyText(policy)}`,
    ...podLines('declared', declared),
    ...(needed === null ? ['      needed     not judged: it is not known what it needs'] : podLines('needed', needed)),
  ];
}

function podLines(name: string, judgement: PolicyJudgement): string[] {
  return [
    `      ${name.padEnd(9)}  ${VERDICT_WORDS[judgement.verdict]}`,
    ...judgementLines(judgement).map((line) => `                 ${line}`),
  ];
}
