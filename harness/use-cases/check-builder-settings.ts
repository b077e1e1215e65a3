import { isDeepStrictEqual } from 'node:util';
import type { Builder } from '../builders/builder.ts';
import { builderSettingsOf } from '../discovery/preparation/builder-settings.ts';
import { HarnessError } from '../errors.ts';
import { decompressionOf } from '../image/reading/decompress-layer.ts';
import type { Case } from '../vocabulary/case.ts';
import { flagName } from '../vocabulary/configuration.ts';

/**
 * Holds the settings of all cases against their builder, before the first trial. Gives what the user should be told, a sentence each.
 *
 * @throws HarnessError naming the setting that cannot be used, and the case if not all have it.
 */
export async function checkBuilderSettings(builder: Builder, cases: readonly Case[]): Promise<string[]> {
  const kinds = cases.filter(({ configuration }, index) => {
    const settings = builderSettingsOf(configuration);
    return cases.findIndex((one) => isDeepStrictEqual(builderSettingsOf(one.configuration), settings)) === index;
  });
  const notes: string[] = [];
  for (const one of kinds) {
    const settings = builderSettingsOf(one.configuration);
    try {
      assertReadableLayers(settings.flags);
      notes.push(...(await builder.checkSettings(settings)));
    } catch (thrown) {
      throw kinds.length === 1 ? thrown : namingCase(one, thrown);
    }
  }
  return [...new Set(notes)];
}

/** The images of trials are read layer by layer. */
function assertReadableLayers(flags: readonly string[]): void {
  const flag = flags.find((text) => flagName(text) === 'compression' && text.endsWith('=zstd'));
  const decompression = decompressionOf('application/vnd.oci.image.layer.v1.tar+zstd');
  if (flag === undefined || decompression.kind !== 'unsupported') return;
  throw new HarnessError('BAD_CONFIGURATION', `${flag} cannot be used here: Node.js ${process.version} reads no zstd`, {
    hint: 'Use Node.js 22.15 or newer. Or leave it out.',
  });
}

function namingCase({ path }: Case, thrown: unknown): unknown {
  if (!(thrown instanceof HarnessError)) return thrown;
  const { code, message, hint } = thrown;
  return new HarnessError(code, `${path}: ${message}`, { cause: thrown, ...(hint === undefined ? {} : { hint }) });
}
