import type { RunRecord } from '../../record/record.ts';
import { builderName } from '../../report/blocks/run-text.ts';
import { codeQualityReport } from '../../report/ci/code-quality.ts';
import { recordFindings } from '../../report/ci/finding.ts';
import { annotatedFindings, githubAnnotations } from '../../report/ci/github-annotations.ts';
import { junitReport, suitesOf } from '../../report/ci/junit.ts';
import { sarifReport, sarifRunOf } from '../../report/ci/sarif.ts';
import { htmlReport } from '../../report/html/html-report.ts';
import { markdownReport } from '../../report/markdown/markdown-report.ts';
import { POLICY_FORMATS } from '../../report/policy/policy-formats.ts';
import { type PolicyOptions, policyOf } from '../../report/policy/policy-of.ts';
import { casesReport } from '../../report/terminal/case-summary.ts';
import { tableReport } from '../../report/terminal/table.ts';
import { recordText } from '../../runs/write-record.ts';

/** What a format may need to know of where it is shown. */
export interface FormatView {
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the whole report can be found if one has to be cut; undefined if nobody knows. */
  readonly wholeReport: string | undefined;
  /** What policies are to be written for. */
  readonly policy: PolicyOptions;
}

/** The largest comment that GitHub accepts; a larger one is dropped whole. */
export const COMMENT_BYTES = 65_536;

/** The same of a step summary. */
export const STEP_SUMMARY_BYTES = 1_048_576;

type Format = (record: RunRecord, view: FormatView) => string;

const policies = Object.entries(POLICY_FORMATS).map(([name, write]): [string, Format] => [
  name,
  (record, { policy }) => write(policyOf(record, policy)),
]);

/** Every format in which one record can be shown, by the name that `--format` takes. */
export const FORMATS: Readonly<Record<string, Format>> = {
  table: tableReport,
  text: casesReport,
  json: recordText,
  markdown: (record, { wholeReport }) => markdownReport(record, { limitBytes: COMMENT_BYTES, wholeReport }),
  'step-summary': (record, { wholeReport }) => markdownReport(record, { limitBytes: STEP_SUMMARY_BYTES, wholeReport }),
  junit: (record) => junitReport(builderName(record), suitesOf(record)),
  sarif: (record) => sarifReport(sarifRunOf(record)),
  github: (record) => githubAnnotations(annotatedFindings(record)),
  codequality: (record) => codeQualityReport(recordFindings(record)),
  html: htmlReport,
  ...Object.fromEntries(policies),
};
