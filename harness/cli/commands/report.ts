import { displayPath } from '../../files/display-path.ts';
import { standingText } from '../../record/record-evidence.ts';
import { some } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { assertPolicyOptionsHeeded, POLICY_OPTIONS } from '../options/policy-options.ts';
import { assertCategoryHeeded, formatNotes, reportOption, SARIF_CATEGORY_OPTION } from '../options/report-option.ts';
import { tell } from '../output/output.ts';
import { checkReportFiles, withDefault } from '../output/requested-reports.ts';
import {
  assertPoliciesWritable,
  assertShowSeveral,
  OF_A_RECORD,
  showRecord,
  showSeveral,
} from '../output/show-record.ts';

/** Shows a saved record, or several together. */
export const report = command({
  arguments: {
    paths: some('record', 'a record.json, or the directory of a run; with several, the first one decides the cases'),
  },
  options: {
    ...POLICY_OPTIONS,
    format: reportOption('how to show it, and the file to write it to; repeatable', OF_A_RECORD),
    ...SARIF_CATEGORY_OPTION,
  },
  // Each of several policies checks the namespaces of its part.
  conflicts: { splitBy: ['match'] },
  notes: formatNotes(OF_A_RECORD),
  run: async ({ paths }, options) => {
    const reports = options.format.length === 0 ? withDefault('table', OF_A_RECORD, {}) : options.format;
    assertPolicyOptionsHeeded(
      options,
      reports.map(({ format }) => format),
    );
    assertCategoryHeeded(options.sarifCategory, reports);
    const [only, ...others] = paths;
    if (only === undefined || others.length > 0) {
      assertShowSeveral(reports, paths.length);
      await checkReportFiles(reports);
      await showSeveral(paths, reports);
      return 0;
    }
    await checkReportFiles(reports, { isSplit: options.splitBy !== undefined });
    const { readRecord } = await import('../../runs/read-record.ts');
    const record = await readRecord(only);
    // What is refused is refused before anything is shown or written.
    await assertPoliciesWritable(record, reports, options);
    await showRecord(record, reports, { policy: options, category: options.sarifCategory });
    const standing = standingText(record.evidence);
    // The record as JSON is what its file says, and a file cannot vouch for itself.
    if (standing !== undefined && reports.some(({ format }) => format.name === 'json'))
      tell(`${displayPath(only)}: ${standing}`);
    return 0;
  },
});
