import { displayPath } from '../../files/display-path.ts';
import { serializeRecord } from '../../record/record-text.ts';
import { tableReport } from '../../report/terminal/table.ts';
import { answeredExitCode } from '../../use-cases/answered-exit-code.ts';
import { freshDirectory } from '../../use-cases/fresh-directory.ts';
import { mergeRuns } from '../../use-cases/merge.ts';
import { some } from '../options/argument.ts';
import { command } from '../options/command.ts';
import { flag, required } from '../options/option.ts';
import { outputWidth, print, tell } from '../output/output.ts';

/** Merges the runs of all shards into one; the exit code is that of the unsharded discovery. */
export const merge = command({
  arguments: { runs: some('run', 'the directories of the shards, in any order') },
  options: {
    out: required('--out <directory>', 'keep the merged run in this directory'),
    json: flag('--json', 'print the record and nothing else on standard output'),
  },
  run: async ({ runs }, { out, json }) => {
    const directory = await freshDirectory(out);
    const record = await mergeRuns(runs, directory);
    print(json ? serializeRecord(record) : tableReport(record, { width: outputWidth() }));
    tell(`\nrecord: ${displayPath(directory)}/record.json`);
    return answeredExitCode(record);
  },
});
