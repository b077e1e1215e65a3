// Makes the truth table of one case out of the record of an exhaustive run, for scripts/truth-table.
import { HarnessError } from '../../harness/errors.ts';
import { readUncheckedRecord } from '../../harness/runs/read-record.ts';
import { runBenchmark } from '../measuring/run-benchmark.ts';
import { truthTableOfRecord } from './truth-table-of-record.ts';

await runBenchmark({ short: false }, async () => {
  const [path] = process.argv.slice(2);
  if (path === undefined) {
    throw new HarnessError('NO_RECORD', 'No run is named', { hint: 'Name the directory of a run with a record.json.' });
  }
  return { text: JSON.stringify(truthTableOfRecord(await readUncheckedRecord(path)), null, 1), areKept: true };
});
