import { annotatedCheckFindings, checkFindings, checkSarifRun } from '../../check/check-findings.ts';
import { checkJson } from '../../check/check-json.ts';
import { checkMarkdown } from '../../check/check-markdown.ts';
import type { Check } from '../../check/check-record.ts';
import { checkSuites } from '../../check/check-suites.ts';
import { checkText } from '../../check/check-text.ts';
import type { CheckView } from '../../check/check-view.ts';
import { codeQualityReport } from '../../report/ci/code-quality.ts';
import { githubAnnotations } from '../../report/ci/github-annotations.ts';
import { junitReport } from '../../report/ci/junit.ts';
import { sarifReport } from '../../report/ci/sarif.ts';
import { COMMENT_BYTES, STEP_SUMMARY_BYTES } from './formats.ts';

/** Every format in which a check can be shown, by the name that `--format` takes. */
export const CHECK_FORMATS: Readonly<Record<string, (check: Check, view: CheckView) => string>> = {
  text: checkText,
  json: checkJson,
  markdown: (check, view) => checkMarkdown(check, view, { limitBytes: COMMENT_BYTES }),
  'step-summary': (check, view) => checkMarkdown(check, view, { limitBytes: STEP_SUMMARY_BYTES }),
  junit: (check, { lockFile, gate }) => junitReport(`check against ${lockFile}`, checkSuites(check, gate)),
  sarif: (check, view) => sarifReport(checkSarifRun(check, view)),
  github: (check, { gate }) => githubAnnotations(annotatedCheckFindings(check, gate)),
  codequality: (check, { gate }) => codeQualityReport(checkFindings(check, gate)),
};
