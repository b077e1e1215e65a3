// The comparison of scripts/compare-witness: reads records, prints Markdown.
import { HarnessError } from '../../harness/errors.ts';
import { witnessComparison } from '../../harness/report/markdown/witness-comparison.ts';
import { readUncheckedRecord } from '../../harness/runs/read-record.ts';
import { runBenchmark } from '../measuring/run-benchmark.ts';

await runBenchmark({ short: false }, async () => {
  const paths = process.argv.slice(2);
  if (paths.length === 0) {
    throw new HarnessError('NO_RECORD', 'No run is named', {
      hint: 'Name the directories of runs with a record.json.',
    });
  }
  const records = [];
  for (const path of paths) records.push(await readUncheckedRecord(path));
  return { text: witnessComparison(records), areKept: true };
});
