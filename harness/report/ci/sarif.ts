import type { Invocation, Location, Log, Notification, Result, ToolComponent } from 'sarif';
import type { RunRecord } from '../../record/record.ts';
import { standingText } from '../../record/record-evidence.ts';
import { countOf, numberText, safeText } from '../../text/plain-text.ts';
import { builderName } from '../blocks/run/run-text.ts';
import { fileUri } from './file-uri.ts';
import { type ReviewFinding, recordFindings } from './finding.ts';
import { findingFingerprints } from './fingerprint.ts';
import { rulesOf } from './sarif-rules.ts';

/** GitHub rejects a run with more results than these. */
const RESULTS_ALLOWED = 25_000;

/** How many trials of a finding are named. */
const TRIALS_NAMED = 20;

/** Findings, and what found them. */
export interface SarifRun {
  readonly tool: RunRecord['tool'];
  /** Code scanning replaces what an earlier run of the same category found; a shard is kept beside the others. */
  readonly category: string;
  readonly run: Pick<RunRecord['run'], 'id' | 'startedAt' | 'finishedAt' | 'shard'>;
  /** Whether the run could say all that it was asked. */
  readonly successful: boolean;
  /** What was run on what, in a line. */
  readonly summary: string;
  /** What nobody can check of the record; undefined where it follows from its trials. */
  readonly standing: string | undefined;
  readonly findings: readonly ReviewFinding[];
}

/** What SARIF tells of a record: a result for each thing that a Dockerfile's builds showed. */
export function sarifRunOf(record: RunRecord): SarifRun {
  const { tool, run, cases } = record;
  return {
    tool,
    category: 'kaniko-caps',
    run,
    successful: run.status === 'complete' && cases.every(({ faithful }) => faithful.complete),
    summary: `${countOf(cases.length, 'case')}, ${countOf(run.trials, 'trial')} with ${builderName(record)}`,
    standing: standingText(record.evidence),
    findings: recordFindings(record),
  };
}

/** What a report is told of where it goes. */
interface SarifPlace {
  /** Under which name code scanning keeps it. @default that of the run */
  readonly category?: string | undefined;
  /** The address of the tool. */
  readonly homepage?: string | undefined;
  /** How many results it may have. @default those that GitHub accepts */
  readonly allowed?: number;
}

/** Findings as SARIF 2.1.0, as code scanning reads it. */
export function sarifReport(told: SarifRun, place: SarifPlace = {}): string {
  const { category = told.category, homepage, allowed = RESULTS_ALLOWED } = place;
  const findings = told.findings.slice(0, allowed);
  const rules = rulesOf(findings);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { ...driver(told.tool, homepage), rules } },
        automationDetails: { id: automationId(category, told.run) },
        invocations: [invocation(told, allowed)],
        columnKind: 'utf16CodeUnits',
        results: results(findings, new Map(rules.map(({ id }, index) => [id, index]))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function driver({ name, version }: SarifRun['tool'], homepage: string | undefined): ToolComponent {
  return { name, version, ...(homepage === undefined ? {} : { informationUri: homepage }) };
}

/**
 * GitHub takes all up to the last slash for the category, and reads the `category` of its upload action only where there is none.
 * How many shards there are is left out: with another number of them, each still replaces what stood in its place.
 */
function automationId(category: string, { id, shard }: SarifRun['run']): string {
  const [index, of] = shard?.split('/') ?? [];
  const part = of === undefined || of === '1' ? [] : [`shard-${index}`];
  return safeText([category, ...part, id.replaceAll('/', '-')].join('/'));
}

function results(findings: readonly ReviewFinding[], positions: ReadonlyMap<string, number>): Result[] {
  const fingerprints = findingFingerprints(findings);
  return findings.map((finding, index) => {
    const ruleId = safeText(finding.rule);
    return {
      ruleId,
      ruleIndex: positions.get(ruleId) ?? -1,
      level: finding.kind.severity,
      message: { text: plainMessage(finding.message) },
      locations: [location(finding)],
      partialFingerprints: { 'dockerfileInstructionRule/v1': fingerprints[index] ?? '' },
      properties: { case: finding.caseId, kind: finding.kind.name, ...trialsProperty(finding) },
    };
  });
}

/**
 * A text in which no viewer finds a link (`[text](target)`, SARIF 2.1.0, 3.11.6) or a placeholder for an argument (`{0}`, 3.11.5).
 */
function plainMessage(text: string): string {
  return text.replaceAll('](', '] (').replace(/\{(?=\d+\})|(?<=\{\d+)\}/g, (brace) => brace + brace);
}

/** Code scanning shows a result only where it has a line; the first one stands for the whole file. */
function location({ file, line }: ReviewFinding): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: line ?? 1 },
    },
  };
}

function trialsProperty({ trials }: ReviewFinding): { readonly trials?: readonly string[] } {
  return trials.length === 0 ? {} : { trials: trials.slice(0, TRIALS_NAMED) };
}

function invocation({ run, successful, summary, standing, findings }: SarifRun, allowed: number): Invocation {
  const leftOut = Math.max(0, findings.length - allowed);
  const pointer = `${countOf(leftOut, 'finding')} left out: SARIF allows ${numberText(allowed)} in a run. The record has all.`;
  return {
    executionSuccessful: successful,
    ...(isTime(run.startedAt) ? { startTimeUtc: run.startedAt } : {}),
    ...(isTime(run.finishedAt) ? { endTimeUtc: run.finishedAt } : {}),
    toolExecutionNotifications: [
      ...(leftOut === 0 ? [] : [notification(pointer, 'warning')]),
      ...(standing === undefined ? [] : [notification(standing, 'warning')]),
      notification(summary, 'note'),
    ],
  };
}

function notification(text: string, level: Notification.level): Notification {
  return { level, message: { text: plainMessage(text) } };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
