import * as z from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import { suggestion } from '../suggestion.ts';
import { BUILDER_PROFILE_NAMES } from '../vocabulary/builder-profiles.ts';
import { contextDelivery } from '../vocabulary/configuration.ts';
import { CACHE_WISHES } from './configuration/configure.ts';

/** Neither a path nor an argument of a program can have a null character. */
const text = z.string().refine((value) => !value.includes('\0'), 'has a null character');
const someText = text.min(1);
const texts = z.record(text, text);

/** A week: timers know no more than some 24 days. */
const LONGEST_TIMEOUT_SECONDS = 7 * 24 * 3_600;

const schema = z.strictObject({
  /** What a report calls the case. */
  title: someText.optional(),
  /** What the case is about, in a sentence. */
  exercises: someText.optional(),
  /** `egress` lets the build reach the internet. */
  network: z.enum(['none', 'egress']).optional(),
  buildArguments: texts.optional(),
  /** Names of build arguments whose values are kept nowhere. One that the command line does not give has a stand-in value. */
  secretBuildArguments: z.array(text.regex(/^[^\s=]+$/, 'must be names of build arguments')).optional(),
  /** The stage to build. */
  target: someText.optional(),
  /** Deadline of one build; at most a week. */
  timeoutSeconds: z.number().int().positive().max(LONGEST_TIMEOUT_SECONDS).optional(),
  /** The capabilities in play: `docker`, `wide`, `all`, or names. */
  universe: z.union([someText, z.array(text)]).optional(),
  /** Path of the Dockerfile, relative to the case. */
  dockerfile: someText.optional(),
  /** Path of the build context, relative to the case. */
  context: someText.optional(),
  /** How the context reaches the builder: `dir` or `tar`. */
  contextKind: contextDelivery.shape.kind.optional(),
  /** Where a directory is mounted: an absolute path. */
  contextPath: text.regex(/^\//, 'must be an absolute path').optional(),
  /** Whom its files belong to: `root`, `as-is`, or `UID:GID`. */
  contextOwner: text.optional(),
  /** `as-is` or `git`. */
  contextModes: contextDelivery.shape.modes.optional(),
  /** Layers of earlier builds: `off`, `cold` (an empty cache), `warm` (a filled one), or `both`. */
  cache: z.enum(CACHE_WISHES).optional(),
  /** Whom the builder runs as: `UID` or `UID:GID`. */
  user: z.union([someText, z.number().int().nonnegative()]).optional(),
  /** `default`, or the path of a profile in the case's directory. */
  seccomp: someText.optional(),
  /** Whether no process gains a privilege by what it executes. */
  noNewPrivileges: z.boolean().optional(),
  /** Each as `id=ID`, for a stand-in value. Only the command line can name a file or a variable. */
  secrets: z.array(someText).optional(),
  /** Profiles of osscontainertools' executor: `preview`, `buildkit`. */
  builderProfiles: z.array(z.enum(BUILDER_PROFILE_NAMES)).optional(),
  /** Flags of the builder, each as `--name=value`. */
  builderFlags: z.array(text).optional(),
  /** Environment variables of the builder. */
  builderEnvironment: texts.optional(),
});

/** What a `case.json` can set; every field may be left out. */
export type CaseSettings = z.infer<typeof schema>;

/** The name of the file with a case's settings, in the directory of the case. */
export const CASE_SETTINGS_FILE = 'case.json';

const KEYS = Object.keys(schema.shape);

/**
 * Reads the text of a `case.json`; undefined if it is somebody else's file of that name: no object, or one without any
 * key of ours.
 *
 * @throws HarnessError with the path of the field, if it is ours and not valid.
 */
export function parseCaseSettings(text: string, file: string): CaseSettings | undefined {
  const value = parseJson(text, file);
  if (isForeign(value)) return undefined;
  assertNames(value, file);
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

/** Objects that take `__proto__` for a name lose its value without a word. */
function assertNames(value: unknown, file: string): void {
  for (const field of ['buildArguments', 'builderEnvironment'] as const) {
    const named: unknown = Object.entries(Object(value)).find(([key]) => key === field)?.[1];
    if (!Object.hasOwn(Object(named), '__proto__')) continue;
    const message = `${file}: ${field}: __proto__ cannot be the name of a value`;
    throw new HarnessError('BAD_CASE_SETTINGS', message, { hint: 'Give it another name.' });
  }
}

function isForeign(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  const keys = Object.keys(value);
  return keys.length > 0 && !keys.some((key) => KEYS.includes(key));
}
