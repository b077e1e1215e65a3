import type { Invocation, Location, Log, Notification, Result } from 'sarif';
import type { RunRecord } from '../../record/record.ts';
import { countOf, numberText, safeText } from '../plain-text.ts';
import { builderName } from '../side-by-side.ts';
import { fileUri } from './file-uri.ts';
import { type Finding, findingsOf } from './finding.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { rulesOf } from './sarif-rules.ts';

/** GitHub rejects a run with more results than these. */
const RESULTS_ALLOWED = 25_000;

/** How many trials of a finding are named. */
const TRIALS_NAMED = 20;

const LEVELS: Readonly<Record<Finding['kind'], Result.level>> = {
  'reference-failed': 'error',
  'silent-loss': 'warning',
  'no-answer': 'warning',
  flaky: 'warning',
  'more-hurts': 'warning',
  needed: 'note',
};

/** A record as SARIF 2.1.0, as code scanning reads it: a result for each thing that a Dockerfile's builds showed. */
export function sarifReport(record: RunRecord, allowed: number = RESULTS_ALLOWED): string {
  const all = findingsOf(record);
  const told = all.slice(0, allowed);
  const rules = rulesOf(told);
  const positions = new Map(
    told.length === 0 ? [] : [...new Set(told.map(({ rule }) => rule))].map((rule, i) => [rule, i]),
  );
  const fingerprints = fingerprintsOf(told);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: record.tool.name, version: record.tool.version, rules } },
        automationDetails: { id: `kaniko-caps/${safeText(record.run.id)}` },
        invocations: [invocation(record, all.length - told.length)],
        columnKind: 'utf16CodeUnits',
        results: told.map((finding, index) => ({
          ruleId: safeText(finding.rule),
          ruleIndex: positions.get(finding.rule) ?? -1,
          level: LEVELS[finding.kind],
          message: { text: finding.message },
          locations: [location(finding)],
          partialFingerprints: { 'dockerfileInstructionRule/v1': fingerprints[index] ?? '' },
          properties: { case: finding.caseId, ...trialsProperty(finding) },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Code scanning shows a result only where it has a line; the first one stands for the whole file. */
function location({ file, line }: Finding): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(file), uriBaseId: '%SRCROOT%' },
      region: { startLine: line ?? 1 },
    },
  };
}

function trialsProperty({ trials }: Finding): { readonly trials?: readonly string[] } {
  return trials.length === 0 ? {} : { trials: trials.slice(0, TRIALS_NAMED) };
}

function invocation(record: RunRecord, leftOut: number): Invocation {
  const { run, cases } = record;
  return {
    executionSuccessful: run.status === 'complete' && cases.every(({ faithful }) => faithful.complete),
    ...(isTime(run.startedAt) ? { startTimeUtc: run.startedAt } : {}),
    ...(isTime(run.finishedAt) ? { endTimeUtc: run.finishedAt } : {}),
    toolExecutionNotifications: [
      ...(leftOut === 0
        ? []
        : [
            notification(
              `${countOf(leftOut, 'finding')} left out: a run may have ${numberText(RESULTS_ALLOWED)}`,
              'warning',
            ),
          ]),
      notification(
        `${countOf(cases.length, 'case')}, ${countOf(run.trials, 'trial')} with ${builderName(record)}`,
        'note',
      ),
    ],
  };
}

function notification(text: string, level: Notification.level): Notification {
  return { level, message: { text } };
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
