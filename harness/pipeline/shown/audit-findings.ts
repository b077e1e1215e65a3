import { namesOf } from '../../capabilities/capability-set.ts';
import { deniedWords, policyText } from '../../existing-policies/judgement-text.ts';
import type { Place } from '../../manifest/model/stated.ts';
import { standingText } from '../../record/record-evidence.ts';
import { builderName } from '../../report/blocks/run/run-text.ts';
import { findingOf, type ReviewFinding } from '../../report/ci/finding.ts';
import { byAttention, type FindingKind } from '../../report/ci/finding-kind.ts';
import type { SarifRun } from '../../report/ci/sarif.ts';
import { countOf } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import type { JudgedBuild } from '../against/against-policies.ts';
import type { AuditedBuild, BuildAnswer, MissingCapability } from '../audited-build.ts';
import { auditExitCode, type PipelineAudit } from '../pipeline-audit.ts';
import { AUDIT_FINDINGS } from './audit-finding-kinds.ts';
import type { AuditView } from './audit-json.ts';
import { HARDENINGS } from './audit-words.ts';

/** What an audit has to say in a review of code, each at its line of a manifest. */
export function auditFindings({ builds, problems, against }: PipelineAudit): ReviewFinding[] {
  const told = [
    ...builds.flatMap(buildFindings),
    ...against.flatMap(deniedFindings),
    ...problems.map(({ place, what, wayOut }) =>
      placed({ id: place.file, place }, AUDIT_FINDINGS.problem, `${what} ${wayOut}`),
    ),
  ];
  return byAttention(told, Object.values(AUDIT_FINDINGS));
}

/** What SARIF tells of an audit. */
export function auditSarifRun(audit: PipelineAudit, view: AuditView): SarifRun {
  const executors = [...new Set(audit.records.map(builderName))];
  return {
    tool: view.tool,
    category: 'kaniko-caps-audit',
    run: wholeRun(audit.records),
    successful: ![2, 3].includes(auditExitCode(audit, view)),
    summary: `${countOf(audit.builds.length, 'build')} audited${executors.length === 0 ? '' : ` with ${listText(executors)}`}`,
    standing: audit.records.map(({ evidence }) => standingText(evidence)).find((text) => text !== undefined),
    findings: auditFindings(audit),
  };
}

/** The runs of all executors, as one. */
function wholeRun(records: PipelineAudit['records']): SarifRun['run'] {
  const runs = records.map(({ run }) => run);
  const times = (name: 'startedAt' | 'finishedAt'): string[] => runs.map((run) => run[name]).toSorted();
  return {
    id: runs.map(({ id }) => id).join('+') || 'nothing-to-run',
    startedAt: times('startedAt')[0] ?? '',
    finishedAt: times('finishedAt').at(-1) ?? '',
  };
}

function buildFindings(one: AuditedBuild): ReviewFinding[] {
  const { build, answer, asked, unanswered } = one;
  const at = (place: Place, kind: FindingKind, message: string, told: Partial<ReviewFinding> = {}): ReviewFinding =>
    placed({ id: build.title, place }, kind, message, told);
  return [
    ...(answer === null ? [] : answerFindings(one, answer, at)),
    ...[...build.security.added, ...build.security.dropped].flatMap(({ text, place, remark }) =>
      remark === null ? [] : [at(place, AUDIT_FINDINGS.noEffect, `${text}: ${remark}`, { subject: text })],
    ),
    ...asked.map(({ name, because, answer: way, place }) =>
      at(place, AUDIT_FINDINGS.notTried, `${because} ${way}`, { subject: name }),
    ),
    ...(unanswered === null ? [] : [at(build.place, AUDIT_FINDINGS.unanswered, unanswered)]),
  ];
}

/** What is denied as it is declared and with what is needed is told once. */
function deniedFindings({ one: { build }, judgements }: JudgedBuild): ReviewFinding[] {
  return (judgements ?? []).flatMap(({ policy, declared, needed }) => {
    const words = [
      ...deniedWords(declared).map((text) => `as declared: ${text}`),
      ...(needed === null ? [] : deniedWords(needed).map((text) => `with the needed set: ${text}`)),
    ];
    if (words.length === 0) return [];
    const message = `${policyText(policy)} denies it ${words.join('; ')}`;
    return [placed({ id: build.title, place: build.place }, AUDIT_FINDINGS.denied, message, { subject: policy.title })];
  });
}

type At = (place: Place, kind: FindingKind, message: string, told?: Partial<ReviewFinding>) => ReviewFinding;

function answerFindings({ build }: AuditedBuild, answer: BuildAnswer, at: At): ReviewFinding[] {
  const { effect, missing, hardening } = answer;
  const needed = namesOf(answer.needed).join(' ') || 'nothing';
  const place = capabilitiesPlace(build);
  const possible = hardening.filter(({ result }) => result === 'possible');
  const kind = effect === 'loses-silently' ? AUDIT_FINDINGS.losesSilently : AUDIT_FINDINGS.tooLittle;
  const isTooLittle = effect === 'loses-silently' || effect === 'fails';
  return [
    ...(isTooLittle && missing.length === 0 ? [at(place, kind, `needed: ${needed}`)] : []),
    ...missing.map((one) =>
      at(place, kind, `needs ${one.capability}; without it ${missingWords(one)}`, {
        subject: one.capability,
        trials: one.trials,
      }),
    ),
    ...excessFindings(answer, { place, needed }, at),
    ...possible.map(({ kind: confinement }) =>
      at(place, AUDIT_FINDINGS.hardening, `${HARDENINGS[confinement]} can be added: the image is the same`, {
        subject: confinement,
      }),
    ),
  ];
}

function missingWords({ silent, instruction, what }: MissingCapability): string {
  const happens = silent ? 'the build succeeds, but its image differs' : 'the build fails';
  const told = [instruction, what].filter((text) => text !== '').join(': ');
  return told === '' ? happens : `${happens}: ${told}`;
}

/** A word that grants too much is told at its line with what it opens; what a runtime grants by default is told together. */
function excessFindings(
  { excess }: BuildAnswer,
  { place, needed }: { readonly place: Place; readonly needed: string },
  at: At,
): ReviewFinding[] {
  const written = excess.flatMap((one) => (one.place === null ? [] : [{ ...one, place: one.place }]));
  const others = excess.filter((one) => one.place === null).map(({ capability }) => capability);
  return [
    ...written.map((one) =>
      at(one.place, AUDIT_FINDINGS.tooMuch, `${one.capability} is not needed. ${one.opens} Needed: ${needed}`, {
        subject: one.capability,
      }),
    ),
    ...(others.length === 0
      ? []
      : [
          at(
            place,
            AUDIT_FINDINGS.tooMuch,
            `not needed, but granted without being named: ${others.join(' ')}. Needed: ${needed}`,
          ),
        ]),
  ];
}

/** Where the manifest speaks of capabilities; where it does not, the container. */
function capabilitiesPlace({ security, place }: AuditedBuild['build']): Place {
  const { privileged, added, dropped } = security;
  if (privileged.value && privileged.from.kind === 'written') return privileged.from.place;
  return added[0]?.place ?? dropped[0]?.place ?? place;
}

function placed(
  { id, place }: { readonly id: string; readonly place: Place },
  kind: FindingKind,
  message: string,
  told: Partial<ReviewFinding> = {},
): ReviewFinding {
  return findingOf({ id, dockerfile: place.file }, { kind, message, line: place.line, ...told });
}
