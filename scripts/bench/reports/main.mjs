// The benchmark of scripts/bench-reports: shows one large record in every format, in turn, and prints what each cost.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  costsTable,
  MEASURED_FORMATS,
  writeMeasuredRecord,
} from '../../../.work/bench-reports/testing/bench/report-costs.js';
import { runProgram } from '../run-program.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });

const scratch = await mkdtemp(join(tmpdir(), 'kaniko-caps-bench-'));
try {
  const record = join(scratch, 'record.json');
  console.log(
    `${await writeMeasuredRecord(record)}; each report in a process of its own, from its start to its end.\n`,
  );
  const costs = MEASURED_FORMATS.map((format) => ({ format, ms: [], processorMs: [], peakBytes: [], reportBytes: 0 }));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const cost of costs) {
      const file = join(scratch, `report.${cost.format}`);
      const { durationMs, processorMs, peakMemoryKib } = runProgram(
        ['report', record, `--format=${cost.format}=${file}`],
        {
          scratch,
        },
      );
      cost.ms.push(durationMs);
      cost.processorMs.push(processorMs);
      cost.peakBytes.push(peakMemoryKib * 1024);
      cost.reportBytes = (await stat(file)).size;
    }
  }
  const { text, areKept } = costsTable(costs);
  console.log(text);
  if (!areKept) {
    console.error('A target was missed.');
    process.exitCode = 1;
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
