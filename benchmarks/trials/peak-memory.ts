import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureProgram } from '../measuring/measure-program.ts';
import { builderOptions } from '../measuring/measured-builder.ts';
import { type Surroundings, tellStep } from './surroundings.ts';
import type { TrialsRow } from './trials-row.ts';

const MOST_MIB = 200;

interface LargeBuild {
  readonly mebibytes: number;
  readonly dockerfile: string;
  readonly options: readonly string[];
}

/** The portion is repeated only beyond the reach of gzip, so that it stays 1 GiB when compressed, and the same in every build. */
const LARGE: LargeBuild = {
  mebibytes: 1024,
  dockerfile: `FROM busybox:stable
COPY portion /portion
RUN for i in $(seq 1024); do cat /portion; done > /large
`,
  options: ['--universe=CHOWN,FOWNER'],
};

/** What a short run builds. */
const ONE_PORTION: LargeBuild = {
  mebibytes: 1,
  dockerfile: 'FROM scratch\nCOPY portion /portion\n',
  options: ['--universe=CHOWN', '--audit=off', '--vary=none', '--jobs=1'],
};

/** The tool's peak memory while it compares images with 1 GiB of added layers that do not compress. */
export async function peakMemory({ builder, scratch, short }: Surroundings): Promise<TrialsRow> {
  const { mebibytes, dockerfile, options } = short ? ONE_PORTION : LARGE;
  tellStep(`memory: builds ${mebibytes} MiB a few times${short ? '' : '; this takes some minutes'}`);
  const directory = join(scratch, 'large');
  await mkdir(directory);
  await writeFile(join(directory, 'Dockerfile'), dockerfile);
  await writeFile(join(directory, 'portion'), randomBytes(2 ** 20));
  const { peakBytes } = measureProgram(
    ['discover', directory, '--confirm=1', `--out=${join(scratch, 'memory')}`, ...options, ...builderOptions(builder)],
    scratch,
  );
  const peakMib = Math.round(peakBytes / 2 ** 20);
  const cells = [`memory, ${mebibytes} MiB of layers`, `${peakMib} MiB at most`, '', '', `at most ${MOST_MIB} MiB`];
  return { cells, isKept: peakMib <= MOST_MIB };
}
