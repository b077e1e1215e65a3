// The comparison of scripts/compare-witness: reads records, prints Markdown.

import { HarnessError } from '../../dist/errors.js';
import { witnessComparison } from '../../dist/report/markdown/witness-comparison.js';
import { readRecord } from '../../dist/runs/read-record.js';

try {
  const paths = process.argv.slice(2);
  if (paths.length === 0) {
    throw new HarnessError('BAD_INPUT', 'No run is named', {
      hint: 'Name the directories of runs with a record.json.',
    });
  }
  const records = [];
  for (const path of paths) records.push(await readRecord(path));
  console.log(witnessComparison(records));
} catch (thrown) {
  if (!(thrown instanceof HarnessError)) throw thrown;
  console.error([thrown.message, thrown.hint].filter(Boolean).join('\n  '));
  process.exitCode = 2;
}
