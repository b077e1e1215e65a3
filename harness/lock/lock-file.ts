import * as z from 'zod';
import { builderIdentity } from '../vocabulary/builder-identity.ts';
import { configuration } from '../vocabulary/configuration.ts';
import { DECISIVE_FACTS, engineEnvironment } from '../vocabulary/engine-environment.ts';

/** Rises when a reader of the old form would misread the new one. */
export const LOCK_SCHEMA_VERSION = 1;

/** The name that is looked for where none is given. */
export const LOCK_FILE_NAME = 'capabilities.lock.json';

/**
 * Where editors find the JSON Schema. A path into `node_modules` would mean nothing in most repositories that are locked: what
 * they build is no JavaScript. Without a version, so that a new one changes no line.
 */
export const LOCK_SCHEMA_URL = 'https://unpkg.com/kaniko-caps/schema/capabilities.lock.schema.json';

/** A set on one line, in kernel order: `CHOWN,FOWNER`, or `none` for the empty one. One line a set keeps diffs small. */
const setText = z.string().regex(/^(none|[A-Z_]+(,[A-Z_]+)*)$/, 'is not a capability set such as CHOWN,FOWNER or none');

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hexadecimal');

/** Sets that hold what is granted and nothing of what is withheld. */
const lockedCube = z.strictObject({ granted: setText, withheld: setText });

/** An answer and its certificate: together the two borders decide every other set. */
const lockedAnswer = z.strictObject({
  /** All minimal sets; empty if none in the universe serves. */
  minimalSets: z.array(setText),
  maximalFailingSets: z.array(setText),
  /** The sets that hold a minimal set and fail all the same, because more capabilities hurt; absent where there are none. */
  exceptions: z.array(lockedCube).exactOptional(),
});

/** A case as the lock file keeps it; without a complete faithful answer there is nothing to keep. */
const lockedCase = z.strictObject({
  /** The run, in `proofs`, whose trials prove the answers. */
  proof: z.string(),
  status: z.enum(['proven', 'flaky', 'partial', 'reference-failed']),
  /** The case hash: SHA-256 of the packed context, the Dockerfile included. */
  contextSha256: sha256,
  /**
   * The build context, relative to the directory of the Dockerfile; absent where it is that directory, or `case.json` says which it is.
   */
  context: z.string().min(1).exactOptional(),
  universe: setText,
  /** Capabilities of the universe that the engine could not grant. */
  untestable: setText,
  network: z.enum(['none', 'egress']),
  configuration: configuration.strict(),
  /** Base images as the Dockerfile names them, with the digest that was built on. */
  bases: z.record(z.string(), z.string()),
  faithful: lockedAnswer,
  /** Null where that answer was not complete. */
  exitZero: lockedAnswer.nullable(),
  /** What the lack of each capability does: the image silently loses something, the build fails, or either, by what else is granted. */
  losses: z.record(z.string(), z.enum(['silent', 'error', 'mixed'])),
  /** As in the record. */
  referenceImage: sha256.nullable(),
  /** Whether something of the image varies by itself, so that another digest of it does not prove another image. */
  varies: z.boolean(),
  /** SHA-256 of the places that vary: where a later run finds the same, another digest proves another image. Absent where nothing varies. */
  varyingSha256: sha256.exactOptional(),
});

/** What the trials of a proof ran on. */
const proof = z.strictObject({
  tool: z.string(),
  builder: builderIdentity.strict(),
  /** The environment fingerprint: the facts of engine and host that can change an answer. */
  environment: engineEnvironment.pick(
    Object.fromEntries(DECISIVE_FACTS.map((fact) => [fact, true])) as Record<(typeof DECISIVE_FACTS)[number], true>,
  ),
});

/** The changes that an exception can be for, by the names of their kinds. */
const tolerableChange = z.enum([
  'needs-more',
  'different',
  'became-silent',
  'reference-changed',
  'not-comparable',
  'no-verdict',
]);

/** A change that an exception can be for. */
export type TolerableChange = z.output<typeof tolerableChange>;

/** Those that an exception can tolerate for some capabilities alone. */
export const LIMITED_TO_CAPABILITIES: readonly TolerableChange[] = ['needs-more', 'different'];

/** A change that is known and tolerated for a time. */
export const lockException = z.strictObject({
  /** The Dockerfile, as in `cases`. */
  case: z.string(),
  /** The change that does not count. */
  accepts: tolerableChange,
  /** For `needs-more` and `different`: only these capabilities may be needed beyond what is locked. Absent: any. */
  capabilities: setText.exactOptional(),
  /** Why it is tolerated. */
  reason: z.string().min(1, 'must say why'),
  /** Who answers for it: a team or a person. */
  owner: z
    .string({
      error: ({ input }) => (input === undefined ? 'is missing: name who answers for the exception' : undefined),
    })
    .min(1, 'must name who answers for the exception'),
  /** The last day on which it holds, in UTC: `2027-01-31`; at most a year ahead. */
  expires: z.iso.date(),
});

/** The schema of `capabilities.lock.json`. */
export const lockFile = z.strictObject({
  $schema: z.string().exactOptional(),
  schemaVersion: z.literal(LOCK_SCHEMA_VERSION),
  /** By the id of the run; those that no case names are left out. */
  proofs: z.record(z.string(), proof),
  /**
   * By the path of the Dockerfile, relative to the directory of the lock file, with slashes; behind it `#cold-cache` or
   * `#warm-cache` for a build with a cache.
   */
  cases: z.record(z.string(), lockedCase),
  exceptions: z.array(lockException),
});

/** The committed findings that CI compares with. */
export type LockFile = z.output<typeof lockFile>;

/** What is locked of one case. */
export type LockedCase = LockFile['cases'][string];

/** A change that is tolerated until a day. */
export type LockException = z.output<typeof lockException>;
