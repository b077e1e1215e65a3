import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** This tool's version, from the package that it is in. */
export const TOOL_VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))).version;
