// The tool's peak memory while it compares images with 1 GiB of added layers that do not compress.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builderArguments, runProgram } from './run-program.mjs';
import { runDirectory } from './surroundings.mjs';

// Repeated only beyond the reach of gzip, so it stays 1 GiB when compressed, and the same in every build.
const DOCKERFILE = `FROM busybox:stable
COPY portion /portion
RUN for i in $(seq 1024); do cat /portion; done > /large
`;

export async function benchMemory(surroundings) {
  const { builderOptions, scratch, tell } = surroundings;
  tell('memory: builds 1 GiB a few times; this takes some minutes');
  const directory = join(scratch, 'large');
  await mkdir(directory);
  await writeFile(join(directory, 'Dockerfile'), DOCKERFILE);
  await writeFile(join(directory, 'portion'), randomBytes(2 ** 20));
  const { peakMemoryKib } = runProgram(
    [
      'discover',
      directory,
      '--universe=CHOWN,FOWNER',
      '--confirm=1',
      `--out=${runDirectory(surroundings, 'memory')}`,
      ...builderArguments(builderOptions),
    ],
    surroundings,
  );
  return [['memory, 1 GiB of layers', `${Math.round(peakMemoryKib / 1024)} MiB at most`, '', '', 'at most 200 MiB']];
}
