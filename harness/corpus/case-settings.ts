import * as z from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import { suggestion } from '../suggestion.ts';
import { BUILDER_PROFILE_NAMES } from '../vocabulary/builder-profiles.ts';
import { contextDelivery } from '../vocabulary/configuration.ts';
import { CACHE_WISHES } from './configuration/configure.ts';

const schema = z.strictObject({
  /** What a report calls the case. */
  title: z.string().min(1).optional(),
  /** What the case is about, in a sentence. */
  exercises: z.string().min(1).optional(),
  /** `egress` lets the build reach the internet. */
  network: z.enum(['none', 'egress']).optional(),
  buildArguments: z.record(z.string(), z.string()).optional(),
  /** Names of build arguments whose values are kept nowhere. One that the command line does not give has a stand-in value. */
  secretBuildArguments: z.array(z.string().regex(/^[^\s=]+$/, 'must be names of build arguments')).optional(),
  /** The stage to build. */
  target: z.string().min(1).optional(),
  /** Deadline of one build. */
  timeoutSeconds: z.number().int().positive().optional(),
  /** The capabilities in play: `docker`, `wide`, `all`, or names. */
  universe: z.union([z.string().min(1), z.array(z.string())]).optional(),
  /** Path of the Dockerfile, relative to the case. */
  dockerfile: z.string().min(1).optional(),
  /** Path of the build context, relative to the case. */
  context: z.string().min(1).optional(),
  /** How the context reaches the builder: `dir` or `tar`. */
  contextKind: contextDelivery.shape.kind.optional(),
  /** Where a directory is mounted: an absolute path. */
  contextPath: z.string().regex(/^\//, 'must be an absolute path').optional(),
  /** Whom its files belong to: `root`, `as-is`, or `UID:GID`. */
  contextOwner: z.string().optional(),
  /** `as-is` or `git`. */
  contextModes: contextDelivery.shape.modes.optional(),
  /** Layers of earlier builds: `off`, `cold` (an empty cache), `warm` (a filled one), or `both`. */
  cache: z.enum(CACHE_WISHES).optional(),
  /** Whom the builder runs as: `UID` or `UID:GID`. */
  user: z.union([z.string().min(1), z.number().int().nonnegative()]).optional(),
  /** `default`, or the path of a profile in the case's directory. */
  seccomp: z.string().min(1).optional(),
  /** Whether no process gains a privilege by what it executes. */
  noNewPrivileges: z.boolean().optional(),
  /** Each as `id=ID`, for a stand-in value. Only the command line can name a file or a variable. */
  secrets: z.array(z.string().min(1)).optional(),
  /** Profiles of osscontainertools' executor: `preview`, `buildkit`. */
  builderProfiles: z.array(z.enum(BUILDER_PROFILE_NAMES)).optional(),
  /** Flags of the builder, each as `--name=value`. */
  builderFlags: z.array(z.string()).optional(),
  /** Environment variables of the builder. */
  builderEnvironment: z.record(z.string(), z.string()).optional(),
});

/** What a `case.json` can set; every field may be left out. */
export type CaseSettings = z.infer<typeof schema>;

/** The name of the file with a case's settings, in the directory of the case. */
export const CASE_SETTINGS_FILE = 'case.json';

const KEYS = Object.keys(schema.shape);

/**
 * Reads the text of a `case.json`; undefined if it is somebody else's file of that name: an object without any key of ours.
 *
 * @throws HarnessError with the path of the field, if it is ours and not valid.
 */
export function parseCaseSettings(text: string, file: string): CaseSettings | undefined {
  const value = parseJson(text, file);
  if (isForeign(value)) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || undefined;
  const message = [file, field, issue?.message].filter((part) => part !== undefined).join(': ');
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  throw new HarnessError('BAD_CASE_SETTINGS', message, unknown === undefined ? {} : { hint: hintFor(unknown) });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new HarnessError('BAD_CASE_SETTINGS', `${file} is not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}

function hintFor(unknown: string): string {
  const { hint } = suggestion(unknown, KEYS);
  return [...(hint === undefined ? [] : [hint]), `The fields are ${KEYS.join(', ')}.`].join(' ');
}

function isForeign(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && !keys.some((key) => KEYS.includes(key));
}
