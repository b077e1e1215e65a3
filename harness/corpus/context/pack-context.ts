import { createWriteStream } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { HarnessError, messageOf, systemHint } from '../../errors.ts';
import type { Case } from '../../vocabulary/case.ts';
import { nowhere, writeContextArchive } from './context-archive.ts';
import { asDelivered } from './delivered-entries.ts';
import { type ContextPlan, type PackOptions, planContext } from './plan-context.ts';
import type { FileOwner } from './walk-context.ts';

/** A build context, packed once: a deterministic gzip-compressed tar on disk. */
export interface PackedContext {
  /** Absolute path of the packed file. */
  readonly file: string;
  /** The identity of the context: SHA-256 of what its files are. */
  readonly sha256: string;
  /** Size of the packed file. */
  readonly sizeBytes: number;
  /** Path of the Dockerfile inside the tar; null if it is not in it. */
  readonly dockerfile: string | null;
  /** The owner and the permission bits of the context's own directory, as the builder gets it. */
  readonly directory: FileOwner & { readonly mode: number };
  /** Absolute path of a file with the text of the Dockerfile alone. */
  readonly dockerfileFile: string;
}

const GZIP_LEVEL = 6;
/** Where a gzip header names the operating system, and the value for "unknown". */
const GZIP_OS = { offset: 9, unknown: 255 };

/**
 * Packs a case's build context into `<destinationDirectory>/<name>.tar.gz` as its configuration says. The same files give the same
 * bytes wherever and whenever they are packed, unless their owners or modes are to be as on this machine: entries are sorted and
 * undated.
 *
 * @throws HarnessError for what cannot be read and for a context above the limit.
 */
export async function packContext(
  one: Case,
  { directory, name }: { readonly directory: string; readonly name: string },
  options: PackOptions,
): Promise<PackedContext> {
  const plan = await planContext(one, options);
  const file = join(directory, `${name}.tar.gz`);
  const dockerfileFile = join(directory, `${name}.Dockerfile`);
  const unfinished = `${file}.unfinished`;
  try {
    const sha256 = await writeArchive(one, plan, unfinished);
    await rename(unfinished, file);
    await writeFile(dockerfileFile, plan.dockerfileText);
    const { size } = await stat(file);
    return {
      file,
      sha256,
      sizeBytes: size,
      dockerfile: plan.dockerfile,
      dockerfileFile,
      directory: directoryOf(one, plan),
    };
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (error instanceof HarnessError) throw error;
    throw new HarnessError('SCRATCH_NOT_WRITTEN', `Cannot write ${file}: ${messageOf(error)}`, {
      cause: error,
      hint: `${systemHint(error) ?? ''} TMPDIR says where temporary files are kept.`.trim(),
    });
  }
}

/**
 * The identity of a case's context, without the archive.
 *
 * @throws HarnessError as `packContext` does.
 */
export async function contextSha256(one: Case, options: PackOptions): Promise<string> {
  return writeContextArchive(await planContext(one, options), one.configuration.context, nowhere());
}

function directoryOf(one: Case, { directory }: ContextPlan): PackedContext['directory'] {
  const { owner, mode } = asDelivered(directory, one.configuration.context);
  return { ...owner, mode };
}

/** Writes the compressed archive and gives the identity of the context. */
async function writeArchive(one: Case, plan: ContextPlan, file: string): Promise<string> {
  const uncompressed = new PassThrough();
  const [sha256] = await Promise.all([
    writeContextArchive(plan, one.configuration.context, uncompressed),
    pipeline(uncompressed, createGzip({ level: GZIP_LEVEL }), anonymousGzip(), createWriteStream(file)),
  ]);
  return sha256;
}

/** Takes the operating system out of the gzip header, so that it is the same everywhere. */
function anonymousGzip(): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (isFirst) chunk[GZIP_OS.offset] = GZIP_OS.unknown;
      isFirst = false;
      done(null, chunk);
    },
  });
}
