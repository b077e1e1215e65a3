import { POLICY_FORMATS } from '../../report/policy/policy-formats.ts';
import { policyOf } from '../../report/policy/policy-of.ts';
import { readRecord } from '../../runs/read-record.ts';
import { some } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { assertNoPolicyOptions, POLICY_OPTIONS } from '../options/policy-options.ts';
import { reportOption } from '../options/report-option.ts';
import { checkReportFiles, type RequestedReport, showReports } from '../output/requested-reports.ts';
import { showSeveral } from '../output/several-records.ts';

/** Shows a saved record, or several together. */
export const report = command({
  name: 'report',
  summary: 'show a saved record, or several side by side',
  arguments: {
    paths: some('record', 'a record.json, or the directory of a run; of several, the first one decides the cases'),
  },
  options: {
    ...POLICY_OPTIONS,
    format: reportOption('how to show it, and the file to write it to; repeatable'),
  },
  run: async ({ paths }, options) => {
    const format = options.format.length === 0 ? [TABLE] : options.format;
    const isPolicyAsked = format.some(({ format: name }) => Object.hasOwn(POLICY_FORMATS, name));
    if (!isPolicyAsked) assertNoPolicyOptions(options);
    await checkReportFiles(format);
    const [only, ...others] = paths;
    if (only === undefined || others.length > 0) await showSeveral(paths, format);
    else {
      const record = await readRecord(only);
      // What is refused is refused before anything is shown or written.
      if (isPolicyAsked) policyOf(record, options);
      await showReports(record, format, options);
    }
    return 0;
  },
});

const TABLE: RequestedReport = { format: 'table', file: undefined };
