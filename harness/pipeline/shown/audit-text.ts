import type { CapabilitySet } from '../../capabilities/capability-set.ts';
import { namesOf, sizeOf } from '../../capabilities/capability-set.ts';
import { builderName } from '../../report/blocks/run/run-text.ts';
import { countOf, safeText, shorten } from '../../text/plain-text.ts';
import { listText } from '../../text/set-text.ts';
import type { KeptPatch } from '../audit-patch.ts';
import type { AuditedBuild, BuildAnswer, Hardening } from '../audited-build.ts';
import { type ManifestSets, type PipelineAudit, standingOf } from '../pipeline-audit.ts';
import { againstText } from './against-section.ts';
import { DECLARED_EFFECTS, HARDENINGS, STANDINGS, togetherText, unbuiltText } from './audit-words.ts';
import { buildFacts } from './build-facts.ts';
import { originText, placeText } from './origin-text.ts';
import { type PolicyWriter, patchText } from './patch-section.ts';

/** An audit for a terminal: each build with what it is granted, what it needs, and what was understood and assumed. */
export function auditText(
  audit: PipelineAudit,
  held: { readonly kept: KeptPatch; readonly writePolicy: PolicyWriter },
): string {
  const { builds, problems, together, unbuilt } = audit;
  return [
    auditHeadline(audit),
    ...builds.map(buildText),
    ...problems.map(
      ({ place, what, wayOut }) => `${safeText(place.file)}:${place.line}  ${safeText(what)}\n  ${safeText(wayOut)}`,
    ),
    ...together.flatMap(togetherLine),
    ...unbuiltText(unbuilt),
    ...againstText(audit.against),
    ...patchText(audit.patch, held),
  ].join('\n\n');
}

/** How many builds stand how, in a line. */
export function auditHeadline({ builds, manifests }: PipelineAudit): string {
  const standings = builds.map(standingOf);
  const counted = (['too-little', 'too-much', 'exact', 'not-known'] as const)
    .map((standing) => ({ standing, count: standings.filter((one) => one === standing).length }))
    .filter(({ count }) => count > 0)
    .map(({ standing, count }) => `${count} ${STANDINGS[standing].counted}`);
  return `${countOf(builds.length, 'build')} in ${countOf(manifests.length, 'manifest')}: ${listText(counted) || 'nothing to audit'}`;
}

/** A build in lines: what it is granted and needs, and what was understood of it. */
export function buildText(one: AuditedBuild): string {
  const { build, answer, asked, unanswered, notes } = one;
  const { file, line } = build.place;
  return [
    `${safeText(file)}:${line}  ${safeText(build.title)}: ${STANDINGS[standingOf(one)].headline}`,
    ...(answer === null ? [] : answerLines(one, answer)),
    ...(unanswered === null ? [] : [`  no answer: ${safeText(unanswered)}`]),
    ...asked.map(
      ({ because, answer: way, place }) =>
        `  not tried: ${safeText(because)} (${placeText(place, file)})\n    ${safeText(way)}`,
    ),
    '  understood:',
    ...columns(
      buildFacts(one).map(({ name, value, from }) => [name, shorten(value, LONGEST_VALUE), originText(from, file)]),
    ).map((text) => `    ${text}`),
    ...notes.map((note) => `  note: ${safeText(note)}`),
  ].join('\n');
}

const LONGEST_VALUE = 100;

function answerLines({ build }: AuditedBuild, answer: BuildAnswer): string[] {
  const trials = answer.cases.reduce((sum, one) => sum + one.trials.count, 0);
  const basis = `${answer.proven ? 'proven' : 'not proven minimal'} · ${countOf(trials, 'trial')} with ${builderName(answer.record)}`;
  return [
    `  declared   ${setWords(build.security.inForce)}     ${DECLARED_EFFECTS[answer.effect]}`,
    `  needed     ${setWords(answer.needed)}     ${basis}`,
    ...answer.alternatives.map((set) => `  or         ${setWords(set)}`),
    ...hurtLine(answer),
    ...titled(
      'missing',
      answer.missing.map(({ capability, silent, instruction, what }) => [
        capability,
        instruction,
        silent ? 'SILENT' : '',
        what,
      ]),
    ),
    ...titled(
      'too much',
      answer.excess.map(({ capability, opens, source, place }) => [
        capability,
        place === null ? unnamedGrant(build) : placeText(place, build.place.file),
        `${opens} [${source}]`,
      ]),
    ),
    ...answer.hardening.filter(({ result }) => result !== 'already').map((one) => `  hardening  ${hardeningText(one)}`),
    ...(answer.podSecurity === null
      ? []
      : [`  Pod Security level: ${answer.podSecurity.before} now, ${answer.podSecurity.after} with the needed set`]),
  ];
}

/** What grants a capability that the manifest does not name. */
function unnamedGrant({ security }: AuditedBuild['build']): string {
  return security.privileged.value ? 'privileged' : 'by default';
}

/** A build that fails although it is granted all that it needs. */
function hurtLine({ effect, missing }: BuildAnswer): string[] {
  const isHurt = (effect === 'fails' || effect === 'loses-silently') && missing.length === 0;
  return isHurt ? ['  nothing is missing: more capabilities than needed hurt this build'] : [];
}

function hardeningText({ kind, result, shown }: Hardening): string {
  const what = HARDENINGS[kind];
  if (result === 'possible') return `${what} can be added: the image is the same`;
  if (result === 'breaks') return `${what} cannot be added: ${safeText(shown[0] ?? 'the build breaks')}`;
  return `${what} was not tried`;
}

function titled(title: string, rows: readonly (readonly string[])[]): string[] {
  return columns(rows).map((text, index) => `  ${(index === 0 ? title : '').padEnd(9)}  ${text}`);
}

/** Rows in columns; the last one is as long as it is. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .filter((cell) => cell !== '')
      .join('  ')
      .trimEnd(),
  );
}

function togetherLine(sets: ManifestSets): string[] {
  const text = togetherText(sets);
  return text === undefined ? [] : [text];
}

function setWords(set: CapabilitySet): string {
  const names = namesOf(set);
  if (names.length === 0) return 'nothing';
  return sizeOf(set) > 30 ? `everything (${names.length} capabilities)` : names.join(' ');
}
