// The benchmark of scripts/bench-reports: shows one large record in every format, in turn, and prints what each cost.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LARGEST_RECORD } from '../../harness/testing/examples/large-record.ts';
import { measureProgram } from '../measuring/measure-program.ts';
import { type Measured, runBenchmark, SHORT } from '../measuring/run-benchmark.ts';
import { costsTable, MEASURED_FORMATS, type ReportCost, writeMeasuredRecord } from './report-costs.ts';

/** What a short run shows. */
const FEW = { size: { cases: 20, trials: 400 }, formats: ['table', 'html', 'json'] };

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, short: SHORT } });

await runBenchmark(options, async (scratch): Promise<Measured> => {
  const { size, formats } = options.short ? FEW : { size: LARGEST_RECORD, formats: MEASURED_FORMATS };
  const record = join(scratch, 'record.json');
  console.log(
    `${await writeMeasuredRecord(record, size)}; each report in a process of its own, from its start to its end.\n`,
  );
  const costs = new Map<string, ReportCost[]>(formats.map((format) => [format, []]));
  for (let round = 0; round < (options.short ? 1 : Number(options.rounds)); round += 1) {
    for (const [format, all] of costs) {
      const file = join(scratch, `report.${format}`);
      const cost = measureProgram(['report', record, `--format=${format}=${file}`], scratch);
      all.push({ ...cost, reportBytes: (await stat(file)).size });
    }
  }
  return costsTable(costs);
});
