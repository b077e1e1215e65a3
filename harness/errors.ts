/** What a code means: the exit code that the program ends with, and when it is given. */
interface ErrorKind {
  /** 1 a policy would break a build or a record does not follow from its journal, 2 wrong usage or input, 3 the surroundings do not allow a verdict. */
  readonly exitCode: 1 | 2 | 3;
  /** What happened, in a sentence. */
  readonly meaning: string;
}

/** Every problem that stops the program. `docs/errors.md` lists them; a unit test keeps it up to date. */
export const ERRORS = {
  OPTIONS_CONFLICT: {
    exitCode: 2,
    meaning: 'Options or arguments exclude each other, or one needs another that is missing.',
  },
  BAD_OPTION: { exitCode: 2, meaning: 'The value of an option cannot be used.' },
  NOT_CONFIRMED: { exitCode: 2, meaning: 'You answered no, so nothing was run.' },
  NO_SUCH_PATH: { exitCode: 2, meaning: 'A path that you named does not exist or cannot be read.' },
  NO_DOCKERFILE: { exitCode: 2, meaning: 'There is no Dockerfile at the path.' },
  BAD_DOCKERFILE: { exitCode: 2, meaning: 'The Dockerfile does not parse, or lacks the stage that you named.' },
  BAD_MANIFEST: { exitCode: 2, meaning: 'A manifest cannot be read, or nothing in it can be audited.' },
  BAD_POLICY: { exitCode: 2, meaning: 'A policy that builds are to be held against cannot be read.' },
  BAD_CASE_SETTINGS: { exitCode: 2, meaning: 'A case.json is not valid.' },
  BAD_IGNORE_FILE: { exitCode: 2, meaning: 'A .dockerignore has a pattern that cannot be understood.' },
  BAD_CONFIGURATION: {
    exitCode: 2,
    meaning: 'A setting of the build cannot be used, or two of them contradict each other.',
  },
  UNKNOWN_FLAG: { exitCode: 2, meaning: 'The builder does not know a flag or a variable that you gave for it.' },
  BAD_CONTEXT: { exitCode: 2, meaning: 'The build context cannot be read or packed.' },
  CONTEXT_TOO_LARGE: { exitCode: 2, meaning: 'The build context is larger than --context-limit allows.' },
  BAD_IMAGE_REFERENCE: { exitCode: 2, meaning: 'An image reference cannot be understood.' },
  BASE_IMAGES_COLLIDE: {
    exitCode: 2,
    meaning: 'Two base images differ only in their registry, and one run cannot use both.',
  },
  NO_BASE_IMAGE: { exitCode: 2, meaning: 'The engine does not have the image that --base names.' },
  BAD_CREDENTIALS: {
    exitCode: 2,
    meaning: 'The Docker configuration or a credential helper that it names cannot be used.',
  },
  UNKNOWN_CAPABILITY: { exitCode: 2, meaning: 'There is no capability of that name.' },
  BAD_MASK: { exitCode: 2, meaning: 'The text is not a capability mask.' },
  UNKNOWN_CASE: { exitCode: 2, meaning: 'The record has no such case.' },
  OUTSIDE_UNIVERSE: { exitCode: 2, meaning: 'A capability is named that is not in play.' },
  TOO_MANY_SUBSETS: { exitCode: 2, meaning: 'There are too many subsets to try.' },
  BUDGET_TOO_SMALL: { exitCode: 2, meaning: 'The limit leaves no trial for the search.' },
  EXECUTOR_UNREADABLE: { exitCode: 2, meaning: 'The executor that you named cannot be read.' },
  NOT_AN_EXECUTOR: { exitCode: 2, meaning: 'What you named is not an executor that can be run.' },
  EXECUTOR_UNSUITABLE: { exitCode: 2, meaning: 'The executor lacks an option that is needed.' },
  BUILDER_UNAVAILABLE: { exitCode: 3, meaning: 'No builder image is on the engine, and none could be pulled.' },
  AUXILIARY_IMAGE_UNAVAILABLE: {
    exitCode: 3,
    meaning: 'The image for the sandbox is not there, or lacks what it needs.',
  },
  DIRECTORY_IN_USE: { exitCode: 2, meaning: 'The directory contains something else, or another process uses it.' },
  CANNOT_WRITE: { exitCode: 2, meaning: 'A file or directory that you named cannot be written.' },
  NO_RUN: { exitCode: 2, meaning: 'The directory does not contain a run.' },
  RUN_ARCHIVED: { exitCode: 2, meaning: 'The run is compressed and cannot be resumed as it is.' },
  RUN_DAMAGED: { exitCode: 2, meaning: 'A file of the run was altered or is missing.' },
  RUN_CHANGED: { exitCode: 2, meaning: 'The builder, the engine or a case changed since the run began.' },
  SHARDS_DO_NOT_MATCH: { exitCode: 2, meaning: 'The runs are not all the shards of one split.' },
  NO_RECORD: { exitCode: 2, meaning: 'There is no record at the path.' },
  BAD_RECORD: { exitCode: 2, meaning: 'The record is not valid, or another version wrote it.' },
  BAD_KEY: { exitCode: 2, meaning: 'A key cannot be read, or is of a kind that is not used.' },
  BAD_ATTESTATION: { exitCode: 2, meaning: 'The file is no signed statement of this program.' },
  NOT_ATTESTED: {
    exitCode: 1,
    meaning: 'No statement was signed: the record does not follow from its journal, or does not name its builder.',
  },
  FALSE_RECORD: {
    exitCode: 2,
    meaning: 'The record does not follow from its trials, or contradicts itself.',
  },
  PRIORS_CONTRADICT: { exitCode: 2, meaning: 'An earlier record contradicts the cases or another record.' },
  NO_LOCK_FILE: { exitCode: 2, meaning: 'There is no lock file at the path.' },
  BAD_LOCK_FILE: { exitCode: 2, meaning: 'The lock file is not valid.' },
  LOCK_FILE_CHANGED: { exitCode: 2, meaning: 'Somebody else changed the lock file during the run.' },
  UNKNOWN_FORMAT: {
    exitCode: 2,
    meaning: 'There is no report format of that name, or it cannot show what you asked for.',
  },
  REPORTS_COLLIDE: { exitCode: 2, meaning: 'Two reports would be written to the same place.' },
  NO_POLICY: { exitCode: 2, meaning: 'A policy cannot be written from this record.' },
  POLICY_BREAKS: { exitCode: 1, meaning: 'The policy would break a build.' },
  POLICY_UNPROVEN: { exitCode: 3, meaning: 'The record does not show whether the policy works for every build.' },
  ENGINE_CHOICE: { exitCode: 2, meaning: 'The engine that you chose cannot be understood.' },
  ENGINE_UNREACHABLE: { exitCode: 3, meaning: 'No container engine answers.' },
  ENGINE_UNSUPPORTED: { exitCode: 3, meaning: 'The engine is too old, too new, or cannot be used in this way.' },
  ENGINE_FAILED: { exitCode: 3, meaning: 'The engine refused a request or broke off.' },
  CANNOT_GRANT: { exitCode: 3, meaning: 'The engine cannot grant a capability that the builder needs.' },
  EVIDENCE_UNREADABLE: { exitCode: 3, meaning: 'The capabilities of a container cannot be read.' },
  REGISTRY_FAILED: { exitCode: 3, meaning: "The sandbox's registry did not start, or lost an image." },
  IMAGE_UNREADABLE: { exitCode: 3, meaning: 'An image that a build pushed cannot be read.' },
  IMAGE_BEYOND_BOUNDS: { exitCode: 3, meaning: 'An image has more of something than is read of any image.' },
  JOURNAL_NOT_WRITTEN: {
    exitCode: 3,
    meaning: 'The journal cannot be written, so the run stopped. All earlier verdicts are kept.',
  },
  RUN_NOT_WRITTEN: {
    exitCode: 3,
    meaning: 'A file of the run cannot be written, or its directory is gone. What the journal holds is kept.',
  },
  SCRATCH_NOT_WRITTEN: { exitCode: 3, meaning: 'A temporary file cannot be written, or is gone.' },
  SYSTEM_FAULT: {
    exitCode: 3,
    meaning: 'The system refused what every run needs: a file descriptor, room on the disk, or leave to write.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;

/** What stops the program. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * A problem that stops the harness and is told to the user. The message names the thing and what happened, `hint` the way
 * out. Expected outcomes of a trial are values and never become a HarnessError.
 */
export class HarnessError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HarnessError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** The exit code that a problem ends the program with. */
export function exitCodeOf(code: ErrorCode): 1 | 2 | 3 {
  return ERRORS[code].exitCode;
}

/** The text of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The system's or TLS's error code of whatever was thrown, such as `ECONNREFUSED`; undefined if it has none. */
export function systemErrorCode(thrown: unknown): string | undefined {
  const code = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What helps against a refusal of the operating system, by its code. */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  EMFILE:
    'This process may open too few files. Raise the limit (ulimit -n 4096), or run fewer trials at once with --jobs.',
  ENFILE: 'The system has no file left to open. End other programs, or raise fs.file-max.',
  ENOSPC: 'Free some disk space.',
  EDQUOT: 'Your disk quota is used up. Free some space.',
  EROFS: 'The file system is read-only. Make it writable.',
  EIO: 'The disk or its file system is faulty. Repair it.',
  ENOENT: 'Something removed it while the program ran.',
  ENOTDIR: 'Something replaced a directory while the program ran.',
  ESTALE: 'The file system was unmounted or replaced while the program ran.',
  EACCES: 'Make it accessible.',
  EPERM: 'Make it accessible.',
  ENOMEM: 'Free some memory.',
};

/** What helps against a refusal of the operating system; undefined for anything else. */
export function systemHint(thrown: unknown): string | undefined {
  return SYSTEM_HINTS[systemErrorCode(thrown) ?? ''];
}

/** Whether this process, or the whole system, can open no further file or connection. */
export function isOutOfFiles(thrown: unknown): boolean {
  return ['EMFILE', 'ENFILE'].includes(systemErrorCode(thrown) ?? '');
}

/** The HarnessError for a refusal of the operating system that nobody translated nearer to it; undefined for anything else. */
export function systemFault(thrown: unknown): HarnessError | undefined {
  const hint = systemHint(thrown);
  return hint === undefined ? undefined : new HarnessError('SYSTEM_FAULT', messageOf(thrown), { hint, cause: thrown });
}
